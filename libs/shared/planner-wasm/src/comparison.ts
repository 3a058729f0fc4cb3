import { guarded, Handle, word } from './failure.ts';
import { core } from './module.ts';
import type { Answer, Question } from './search.ts';
import type { PriorQuality } from './world.ts';
import type { CoreArena, CoreCurves } from '../../../../planner-wasm/pkg/rookery_planner.js';

/** Settings or parameters as JSON values; the core checks them. */
type Values = Readonly<Record<string, unknown>>;

/** What all contenders of a cell are set. */
export interface ComparisonCell {
  /** Settings of the world. */
  readonly world: Values;
  readonly prior: PriorQuality;
  /** Attributes on a path. */
  readonly depth: number;
  /** Evaluations after which the path is looked at, ascending; the last is the budget. */
  readonly checkpoints: readonly number[];
  /** Questions asked and answered together. */
  readonly batch: number;
}

/** Problems of a cell for one contender. */
export interface ComparisonBlock extends ComparisonCell {
  readonly planner: string;
  readonly parameters: Values;
  /** Seed of the first problem, 0..2^32-1; the others follow it. */
  readonly firstProblem: number;
  readonly problems: number;
  /** Searches of each problem. */
  readonly repetitions: number;
}

/** Curves of many searches, one after another: problem by problem, repetition by repetition. */
export interface SearchCurves {
  /** Regret (score points) at each checkpoint. */
  readonly regret: Float64Array;
  /** The same for the mean over the prefixes of a path. */
  readonly anytime: Float64Array;
  /** Evaluations of each search. */
  readonly evaluations: Uint32Array;
  /** Rankings asked by each checkpoint. */
  readonly rankings: Uint32Array;
}

/** A stream of problems planned by path-kg alone and with a library. */
export interface TransferStream extends ComparisonCell {
  readonly library: { readonly world: Values; readonly prior: PriorQuality; readonly searches: number };
  /** Problems from another world: their share, 0..1. */
  readonly stray: { readonly world: Values; readonly share: number };
  readonly arrival: 'mixed' | 'byDomain';
  /** Of path-kg. */
  readonly parameters: Values;
  readonly firstProblem: number;
  readonly problems: number;
  /** Whose regret after its budget is to be reached. */
  readonly reference: { readonly planner: string; readonly parameters: Values; readonly budget: number };
}

/** A stream after it was played. */
export interface StreamCurves {
  readonly alone: SearchCurves;
  readonly withLibrary: SearchCurves;
  /** Regret of the reference, by problem. */
  readonly reference: Float64Array;
  /** Weights of the library's models after each search, three by problem: library, widened, hand-set. */
  readonly weights: Float64Array;
  /** What the library taught, in words. */
  readonly lesson: string;
}

/** What curves of several contenders are summed up with. */
export interface SummaryOrder {
  readonly checkpoints: readonly number[];
  readonly contenders: number;
  readonly problems: number;
  readonly repetitions: number;
  /** Index of the contender whom the others are paired with. */
  readonly baseline: number;
  /** Resamples of the bootstrap, 1..100,000. */
  readonly resamples: number;
  readonly seed: number;
}

/** Values at each checkpoint, contender by contender, problem by problem, repetition by repetition. */
export interface SummaryCurves {
  readonly loss: Float64Array;
  readonly anytime: Float64Array;
  /** All calls so far, in evaluations. */
  readonly spent: Float64Array;
  /** The loss to be reached, by problem; empty: the baseline's at its last checkpoint. */
  readonly target: Float64Array;
}

/** A mean with half the width of its 95% interval. */
export interface MeanWithInterval {
  readonly mean: number;
  readonly halfWidth: number;
}

/** Curves summed up: normal intervals over problems, a bootstrap over problems for the evaluations to reach a loss. */
export interface ComparisonSummary {
  readonly target: MeanWithInterval;
  readonly contenders: readonly {
    readonly loss: readonly MeanWithInterval[];
    readonly anytime: readonly MeanWithInterval[];
    readonly against: readonly { readonly difference: MeanWithInterval; readonly winRate: number }[];
    /** By evaluations alone, and by all calls at their prices. */
    readonly reach: CallsToReach;
    readonly reachAll: CallsToReach;
  }[];
}

/** Calls to reach a loss with the 95% interval of that. Null: not within the last checkpoint. */
export interface CallsToReach {
  readonly calls: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Plays a block to its end on this thread.
 * @throws RookeryError INVALID_ARGUMENT with fields `world.*`, `problem.*`, `parameters.*`, `checkpoints`; NOT_FOUND for a
 *   planner that the core has not
 */
export function playBlock(block: ComparisonBlock): SearchCurves {
  return taken(guarded(() => core().playBlock(JSON.stringify(block))));
}

/** Plays a stream to its end on this thread. @throws RookeryError as `checkStream` */
export function playStream(stream: TransferStream): StreamCurves {
  const played = guarded(() => core().playStream(JSON.stringify(stream)));
  try {
    return {
      alone: taken(played.alone),
      withLibrary: taken(played.withLibrary),
      reference: played.reference,
      weights: played.weights,
      lesson: played.lesson,
    };
  } finally {
    played.free();
  }
}

/** Says what is wrong with a stream. @throws RookeryError as `playBlock`, with fields `library.*`, `stray.*`, `reference.*` too */
export function checkStream(stream: TransferStream): void {
  guarded(() => {
    core().checkStream(JSON.stringify(stream));
  });
}

/** @throws RookeryError INVALID_ARGUMENT when the numbers do not fit together */
export function summarize(
  order: SummaryOrder,
  { loss, anytime, spent, target }: SummaryCurves,
): ComparisonSummary {
  const text = guarded(() => core().summarize(JSON.stringify(order), loss, anytime, spent, target));
  return JSON.parse(text) as ComparisonSummary;
}

/** One problem of a cell, for a search that is not of the core. */
export interface Arena extends Disposable {
  /** Seed of the search, 0..2^32-1. */
  readonly seed: bigint;
  /** Attributes of the problem. */
  readonly attributes: number;
  /** What a search of the core would be told. */
  answer(question: Question): Answer;
  /** Regret and anytime regret of a path. @param subsets what is known after each step */
  regrets(subsets: readonly bigint[]): { readonly regret: number; readonly anytime: number };
}

/**
 * @param problem its seed, 0..2^32-1
 * @throws RookeryError INVALID_ARGUMENT with fields `world.*`, `problem` (too many subsets for its best to be known),
 *   `problem.*` and `checkpoints`
 */
export function openArena(cell: ComparisonCell, problem: number, repetition: number): Arena {
  const { CoreArena } = core();
  const inner = guarded(() => new CoreArena(JSON.stringify(cell), BigInt(problem), repetition));
  return new WasmArena(inner);
}

class WasmArena implements Arena {
  readonly seed: bigint;
  readonly attributes: number;
  readonly #handle: Handle<CoreArena>;

  constructor(inner: CoreArena) {
    this.seed = inner.seed;
    this.attributes = inner.attributes;
    this.#handle = new Handle('arena', inner);
  }

  answer(question: Question): Answer {
    const { id } = question;
    return this.#handle.use((arena): Answer => {
      if (question.kind === 'evaluate') {
        return { kind: 'reward', id, reward: arena.reward(id, word('subset', question.subset)) };
      }
      return { kind: 'weights', id, weights: [...arena.weights(id, word('state', question.state))] };
    });
  }

  regrets(subsets: readonly bigint[]): { readonly regret: number; readonly anytime: number } {
    const [regret = Number.NaN, anytime = Number.NaN] = this.#handle.use((arena) =>
      arena.regrets(BigUint64Array.from(subsets)),
    );
    return { regret, anytime };
  }

  [Symbol.dispose](): void {
    this.#handle.close();
  }
}

function taken(curves: CoreCurves): SearchCurves {
  const { regret, anytime, evaluations, rankings } = curves;
  curves.free();
  return { regret, anytime, evaluations, rankings };
}
