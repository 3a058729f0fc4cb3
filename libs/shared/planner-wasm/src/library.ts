import { guarded, Handle, whole, word } from './failure.ts';
import { core } from './module.ts';
import type { CoreFit } from '../../../../planner-wasm/pkg/rookery_planner.js';

/** What came of a search's questions, in the order in which it was told. */
export interface Findings {
  readonly evaluations: readonly { readonly subset: bigint; readonly reward: number }[];
  /** One weight for each attribute of the problem. */
  readonly rankings: readonly { readonly state: bigint; readonly weights: readonly number[] }[];
}

/** What relates a query to others. */
export interface QueryContext {
  /** Any name; the same name means the same domain. */
  readonly domain: string;
  /** Where an embedder places the query; of one length and one embedder throughout a library. At most 4,096 numbers. */
  readonly embedding: Float32Array;
}

/** A finished search as a library keeps it: no text of anybody, and a few kilobytes. Can be handed to another thread. */
export interface FinishedSearch extends QueryContext {
  /** Number of attributes, at most 14; the same throughout a library. */
  readonly attributes: number;
  /** Longest path. */
  readonly depth: number;
  readonly known: bigint;
  readonly forbidden: bigint;
  /** States that were ranked. */
  readonly states: BigUint64Array;
  /** For each state a weight for each attribute. */
  readonly weights: Float64Array;
  /** Subsets that were evaluated, with their rewards (1..5). */
  readonly subsets: BigUint64Array;
  readonly rewards: Float64Array;
}

/**
 * Packs what a search found. Planners may evaluate larger subsets than a path of theirs has, so `depth` is that of the
 * largest one where it is more.
 */
export function finishedSearch(
  context: QueryContext,
  problem: Pick<FinishedSearch, 'attributes' | 'depth' | 'known' | 'forbidden'>,
  { evaluations, rankings }: Findings,
): FinishedSearch {
  const masks = [...evaluations.map(({ subset }) => subset), ...rankings.map(({ state }) => state)];
  const sizes = masks.map((mask) => sizeOf(mask & ~problem.known));
  return {
    domain: context.domain,
    embedding: context.embedding,
    attributes: problem.attributes,
    depth: Math.max(problem.depth, ...sizes),
    known: problem.known,
    forbidden: problem.forbidden,
    states: BigUint64Array.from(rankings, ({ state }) => state),
    weights: Float64Array.from(rankings.flatMap(({ weights }) => weights)),
    subsets: BigUint64Array.from(evaluations, ({ subset }) => subset),
    rewards: Float64Array.from(evaluations, ({ reward }) => reward),
  };
}

/** Log weights of the three models before the next search of a library, each in -5..0; empty: none is preferred. */
export type Carry = readonly number[];

/** One of several models that watch the same evaluations. */
export interface ModelWeight {
  /** `library`, `widened` or `handSet` with a library. */
  readonly name: string;
  /** 0..1; all sum to 1. */
  readonly weight: number;
  /** Log density of this search's evaluations under it. */
  readonly logEvidence: number;
}

/** What was learned of a group of effects. */
export interface EffectSharing {
  /** `constant`, `saturation`, `main` (what one attribute is worth), `pair` or `prior` (the weight of a model's ranking). */
  readonly group: string;
  /** Share of the variance between queries that follows from domain and embedding, 0..1. */
  readonly share: number;
  /** Standard deviation between queries, score points. */
  readonly deviation: number;
}

/** What a library taught, for people. */
export interface LibraryReport {
  /** Searches it was learned from: those with an evaluation. */
  readonly searches: number;
  /** Standard deviation of one evaluation, score points. */
  readonly noise: number;
  readonly sharing: readonly EffectSharing[];
  /** Learned weight of the ranking over the hand-set one: under 0.5 it is hardly trusted, around 1 as before. */
  readonly trustInRanking: number;
  /** The same in a few sentences. */
  readonly summary: string;
}

/** What a question is expected to bring, score points. */
export interface ExpectedGain {
  readonly mean: number;
  /** Standard deviation between queries of which as much is known. */
  readonly deviation: number;
}

/** What a library taught. Every call throws FAILED_PRECONDITION after `close`. */
export interface LibraryFit extends Disposable {
  /**
   * What is believed of a query before it is searched, as bytes for `createSearch`.
   * @throws RookeryError INVALID_ARGUMENT (embedding, carry)
   */
  prior(context: QueryContext, carry?: Carry): Uint8Array;
  report(): LibraryReport;
  /**
   * What asking for each of the candidates is expected to bring this query on top of what is known, by attribute number.
   * @throws RookeryError INVALID_ARGUMENT (embedding, known)
   */
  gains(context: QueryContext, known: bigint, candidates: bigint): ReadonlyMap<number, ExpectedGain>;
  /** For keeping, two megabytes at most; see `restoreLibraryFit`. */
  save(): Uint8Array;
  /** Gives its memory back. */
  close(): void;
}

/**
 * Learns from finished searches: a second or two for some hundred, so do it on a thread that nobody waits for.
 * @throws RookeryError INVALID_ARGUMENT for `library[i].*` that is out of range or differs from the first search, and when
 *   nothing was evaluated in any
 */
export function fitLibrary(searches: Iterable<FinishedSearch>): LibraryFit {
  const { CoreLibrary } = core();
  const library = guarded(() => new CoreLibrary());
  try {
    let index = 0;
    for (const search of searches) {
      const field = `library[${index++}]`;
      const numbers = [
        whole(`${field}.attributes`, search.attributes),
        whole(`${field}.depth`, search.depth),
        word(`${field}.known`, search.known),
        word(`${field}.forbidden`, search.forbidden),
      ] as const;
      const { domain, embedding, states, weights, subsets, rewards } = search;
      guarded(() => {
        library.add(domain, embedding, ...numbers, states, weights, subsets, rewards);
      });
    }
    return new WasmFit(guarded(() => library.fit()));
  } finally {
    library.free();
  }
}

/** From `LibraryFit.save`; DATA_LOSS when the bytes are damaged, of another version or something else. */
export function restoreLibraryFit(bytes: Uint8Array): LibraryFit {
  const { CoreFit } = core();
  return new WasmFit(guarded(() => CoreFit.restore(bytes)));
}

/** All that a search needs to begin with a library's lesson; can be handed to another thread. */
export interface LibraryLesson extends QueryContext {
  /** From `LibraryFit.save`. */
  readonly fit: Uint8Array;
  readonly carry: Carry;
}

/** The bytes for `createSearch`. @throws RookeryError DATA_LOSS (fit), INVALID_ARGUMENT (embedding, carry) */
export function priorOf(lesson: LibraryLesson): Uint8Array {
  using fit = restoreLibraryFit(lesson.fit);
  return fit.prior(lesson, lesson.carry);
}

/**
 * The log weights to begin the next search with: a tenth of what earlier searches said of the models is forgotten, what
 * this one says is added. `models` are those of a search that began with a library (`Search.models`).
 * @throws RookeryError INVALID_ARGUMENT (carry, evidence)
 */
export function carryAfter(carry: Carry, models: readonly ModelWeight[]): Carry {
  const evidence = Float64Array.from(models, ({ logEvidence }) => logEvidence);
  return [...guarded(() => core().carryAfter(Float64Array.from(carry), evidence))];
}

/** What the models of a library weigh before the next search: names and weights that sum to 1. */
export function carriedWeights(carry: Carry): Pick<ModelWeight, 'name' | 'weight'>[] {
  const names = JSON.parse(guarded(() => core().libraryModels())) as string[];
  const sizes = names.map((_, index) => Math.exp(carry[index] ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return names.map((name, index) => ({ name, weight: (sizes[index] ?? 0) / total }));
}

class WasmFit implements LibraryFit {
  readonly #handle: Handle<CoreFit>;

  constructor(fit: CoreFit) {
    this.#handle = new Handle('library fit', fit);
  }

  prior({ domain, embedding }: QueryContext, carry: Carry = []): Uint8Array {
    return this.#handle.use((fit) => fit.prior(domain, embedding, Float64Array.from(carry)));
  }

  report(): LibraryReport {
    return this.#handle.use((fit) => JSON.parse(fit.report()) as LibraryReport);
  }

  gains({ domain, embedding }: QueryContext, known: bigint, candidates: bigint): Map<number, ExpectedGain> {
    const open = word('candidates', candidates) & ~word('known', known);
    const numbers = this.#handle.use((fit) => fit.gains(domain, embedding, known, open));
    const attributes = Array.from({ length: 64 }, (_, bit) => bit).filter(
      (bit) => (open >> BigInt(bit)) & 1n,
    );
    return new Map(
      attributes.map((attribute, place) => [
        attribute,
        { mean: numbers[2 * place] ?? 0, deviation: numbers[2 * place + 1] ?? 0 },
      ]),
    );
  }

  save(): Uint8Array {
    return this.#handle.use((fit) => fit.save());
  }

  close(): void {
    this.#handle.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function sizeOf(mask: bigint): number {
  let size = 0;
  for (let rest = mask; rest > 0n; rest &= rest - 1n) size += 1;
  return size;
}
