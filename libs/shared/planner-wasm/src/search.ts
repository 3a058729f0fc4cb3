import { invalidArgument } from '@rookery/shared-errors';
import { guarded, Handle, whole, word } from './failure.ts';
import type { ModelWeight } from './library.ts';
import { core } from './module.ts';
import { STANDARD_PROBLEM } from './standard-problem.ts';
import type { CoreQuestions, CoreSearch } from '../../../../planner-wasm/pkg/rookery_planner.js';

/** What is to be planned. Attribute `a` is bit `a` of a mask; masks have 64 bits. */
export interface Problem {
  /** Number of attributes, 1..64; default 10. */
  readonly attributes?: number;
  /** How many further attributes a path asks for, 1..64; default 5. */
  readonly depth?: number;
  /** The most evaluations the search may ask for, 1..1,000,000; default 300. Rankings do not count. */
  readonly budget?: number;
  /** Attributes known at the start: part of every subset, never asked. Default none. */
  readonly known?: bigint;
  /** Attributes that must never be asked. Default none. */
  readonly forbidden?: bigint;
  /** Seed of everything random, 0..2^64-1; default 0. */
  readonly seed?: bigint;
  /**
   * What asking for each attribute costs, score points 0..4, one for each attribute; default and empty: nothing. Then what
   * counts of a path is its score minus the costs of what it asks. INVALID_ARGUMENT for planners that cannot weigh costs.
   */
  readonly costs?: readonly number[];
}

/** What a search wants to know. */
export type Question =
  /** One noisy reward (a personalised safety score) for an answer given with exactly these attributes. */
  | { readonly kind: 'evaluate'; readonly id: number; readonly subset: bigint }
  /** Prior weights over the attributes that are not in this state. */
  | { readonly kind: 'rank'; readonly id: number; readonly state: bigint };

/** What came of a question. */
export type Answer =
  /** A score in 1..5. */
  | { readonly kind: 'reward'; readonly id: number; readonly reward: number }
  /**
   * One weight per attribute of the problem, finite and at least 0; those of attributes in the state are ignored,
   * one of the others must be above 0.
   */
  | { readonly kind: 'weights'; readonly id: number; readonly weights: readonly number[] }
  /** Could not be answered: an evaluation has used up its share of the budget, a ranking is not asked again. */
  | { readonly kind: 'failed'; readonly id: number };

/** One attribute of a path and what is believed once it is known. */
export interface PathStep {
  /** Index of the attribute. */
  readonly attribute: number;
  /** Everything known after asking, what was known at the start included. */
  readonly subset: bigint;
  /** Estimated score (1..5); undefined where the search never looked. */
  readonly mean: number | undefined;
  /** Evaluations behind the estimate. */
  readonly visits: number;
  /** Standard deviation of the estimate, from planners that have one. */
  readonly deviation: number | undefined;
}

/** The best path found so far. */
export interface PathEstimate {
  /** In the order of asking; empty only when nothing may be asked. */
  readonly steps: readonly PathStep[];
  /** Expected regret against the best path in score points, from planners that can tell. */
  readonly expectedRegret: number | undefined;
}

/** How far a search is. */
export interface SearchProgress {
  readonly evaluationsAsked: number;
  readonly evaluationsTold: number;
  readonly evaluationsFailed: number;
  readonly rankingsAsked: number;
  readonly rankingsTold: number;
  /** The most evaluations that will be asked. */
  readonly budget: number;
}

/** One line of the exact record of a search. Masks as decimal text. */
export type TraceEntry =
  | { readonly id: number; readonly asked: 'evaluate' | 'rank'; readonly mask: string }
  | { readonly id: number; readonly told: 'reward'; readonly reward: number }
  | { readonly id: number; readonly told: 'weights'; readonly weights: readonly number[] }
  | { readonly id: number; readonly told: 'failed' };

/**
 * A running search: ask for questions, answer them outside, tell what came of them, in any order and in batches.
 * Every call throws a RookeryError (FAILED_PRECONDITION after `close`).
 */
export interface Search extends Disposable {
  /** The planner's name. */
  readonly planner: string;
  /** At most `max` new questions; none while answers are awaited that the planner needs first. */
  ask(max: number): Question[];
  /**
   * Takes answers, all or none. INVALID_ARGUMENT names the question of a reward out of 1..5 or of unusable weights,
   * NOT_FOUND one that is not open.
   */
  tell(answers: readonly Answer[]): void;
  /** Questions asked and not answered yet, oldest first: what to answer first after `restoreSearch`. */
  openQuestions(): Question[];
  /** True when nothing will be asked any more and no answer is awaited. */
  readonly finished: boolean;
  /** The best path so far, at any time. */
  bestPath(): PathEstimate;
  progress(): SearchProgress;
  /** The models that are weighed against each other: three with a library, from the first evaluation on; else none. */
  modelWeights(): ModelWeight[];
  /** Everything asked and told, in order. */
  trace(): TraceEntry[];
  /** Everything needed to continue bit for bit elsewhere; see `restoreSearch`. */
  save(): Uint8Array;
  /** Gives the search's memory back. */
  close(): void;
}

const NO_PRIOR = new Uint8Array();

/**
 * Starts a search.
 * @param planner a name from `listPlanners` (NOT_FOUND otherwise)
 * @param parameters the planner's parameters; unknown names, wrong types and values out of range are
 *   INVALID_ARGUMENT with one violation per field
 * @param prior what a library says of this query (`LibraryFit.prior`): DATA_LOSS when it is damaged, INVALID_ARGUMENT for
 *   planners that do not learn from libraries
 */
export function createSearch(
  problem: Problem,
  planner: string,
  parameters: Readonly<Record<string, unknown>> = {},
  prior: Uint8Array = NO_PRIOR,
): Search {
  const fields = [
    whole('problem.attributes', problem.attributes ?? STANDARD_PROBLEM.attributes),
    whole('problem.depth', problem.depth ?? STANDARD_PROBLEM.depth),
    whole('problem.budget', problem.budget ?? STANDARD_PROBLEM.budget),
    word('problem.known', problem.known ?? 0n),
    word('problem.forbidden', problem.forbidden ?? 0n),
    word('problem.seed', problem.seed ?? 0n),
    Float64Array.from(problem.costs ?? []),
  ] as const;
  const { CoreSearch } = core();
  return new WasmSearch(guarded(() => new CoreSearch(...fields, planner, JSON.stringify(parameters), prior)));
}

/** Continues a search from `save`; DATA_LOSS when the bytes are damaged or of another version. */
export function restoreSearch(bytes: Uint8Array): Search {
  const { CoreSearch } = core();
  return new WasmSearch(guarded(() => CoreSearch.restore(bytes)));
}

const EVALUATE = 0;
const KIND = { reward: 0, weights: 1, failed: 2 } as const;

class WasmSearch implements Search {
  readonly planner: string;
  readonly #handle: Handle<CoreSearch>;

  constructor(search: CoreSearch) {
    this.planner = search.planner;
    this.#handle = new Handle('search', search);
  }

  ask(max: number): Question[] {
    const count = whole('max', max);
    return this.#handle.use((search) => unpacked(search.ask(count)));
  }

  tell(answers: readonly Answer[]): void {
    const ids = Uint32Array.from(answers, (answer) => whole('answer id', answer.id));
    const kinds = Uint8Array.from(answers, (answer) => KIND[answer.kind]);
    const rewards = answers.flatMap((answer) => (answer.kind === 'reward' ? [answer.reward] : []));
    this.#handle.use((search) => {
      const weights = answers.flatMap((answer) =>
        answer.kind === 'weights' ? fitted(answer.id, answer.weights, search.attributes) : [],
      );
      search.tell(ids, kinds, Float64Array.from(rewards), Float64Array.from(weights));
    });
  }

  openQuestions(): Question[] {
    return this.#handle.use((search) => unpacked(search.openQuestions()));
  }

  get finished(): boolean {
    return this.#handle.use((search) => search.finished);
  }

  bestPath(): PathEstimate {
    return this.#handle.use((search) => {
      const masks = search.bestPathMasks();
      const path = JSON.parse(search.bestPath()) as PathInJson;
      const steps = path.steps.map((step, index) => ({
        attribute: step.attribute,
        subset: masks[index] ?? 0n,
        mean: step.mean ?? undefined,
        visits: step.visits,
        deviation: step.deviation ?? undefined,
      }));
      return { steps, expectedRegret: path.expectedRegret ?? undefined };
    });
  }

  progress(): SearchProgress {
    return this.#handle.use((search) => {
      const counts = JSON.parse(search.progress()) as Omit<SearchProgress, 'budget'>;
      return { ...counts, budget: search.budget };
    });
  }

  modelWeights(): ModelWeight[] {
    return this.#handle.use((search) => JSON.parse(search.models()) as ModelWeight[]);
  }

  trace(): TraceEntry[] {
    return this.#handle.use((search) => JSON.parse(search.trace()) as TraceEntry[]);
  }

  save(): Uint8Array {
    return this.#handle.use((search) => search.save());
  }

  close(): void {
    this.#handle.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The JSON of the core, where what is not there is null. */
interface PathInJson {
  readonly steps: readonly {
    readonly attribute: number;
    readonly mean: number | null;
    readonly visits: number;
    readonly deviation: number | null;
  }[];
  readonly expectedRegret: number | null;
}

function unpacked(questions: CoreQuestions): Question[] {
  const { ids, kinds, masks } = questions;
  questions.free();
  return Array.from(ids, (id, index) => {
    const mask = masks[index] ?? 0n;
    return kinds[index] === EVALUATE
      ? { kind: 'evaluate', id, subset: mask }
      : { kind: 'rank', id, state: mask };
  });
}

/** Weights of the wrong count would shift those of the next answer, so they are refused before they are joined. */
function fitted(id: number, weights: readonly number[], attributes: number): readonly number[] {
  if (weights.length === attributes) return weights;
  throw invalidArgument(`answer to question ${id}`, `${weights.length} weights for ${attributes} attributes`);
}
