import type { SynthesisSpec } from '@rookery/shared-contracts';
import { foldedQuery, type DropReason } from '../queries/filter-query.ts';
import { hasNear, type Vector } from '../queries/near-duplicates.ts';

/** A query that a model wrote, and what became of it. */
export interface WrittenQuery {
  readonly query: string;
  /** Undefined: it is kept. */
  readonly dropped: DropReason | undefined;
  /** Undefined for one that was dropped before it was embedded. */
  readonly vector: Vector | undefined;
}

/** What is kept of one domain so far. */
export interface KeptQueries {
  /** Folded. */
  readonly texts: ReadonlySet<string>;
  readonly vectors: readonly Vector[];
}

const NEAR_DUPLICATE = 0.92;

/** Why a query that is good by itself cannot stand beside those that are kept. */
export function doubles(
  { query, vector }: Pick<WrittenQuery, 'query' | 'vector'>,
  kept: KeptQueries,
  { nearDuplicate = NEAR_DUPLICATE }: Pick<SynthesisSpec, 'nearDuplicate'>,
): DropReason | undefined {
  if (kept.texts.has(foldedQuery(query))) return 'duplicate';
  return vector !== undefined && hasNear(vector, kept.vectors, nearDuplicate) ? 'near_duplicate' : undefined;
}

/** The queries of one person while they are written. */
export class Drafts {
  all: readonly WrittenQuery[] = [];
  readonly #wanted: number;
  #kept: KeptQueries;
  readonly #spec: SynthesisSpec;

  /** @param kept of others in the domain */
  constructor(wanted: number, kept: KeptQueries, spec: SynthesisSpec) {
    this.#wanted = wanted;
    this.#kept = kept;
    this.#spec = spec;
  }

  /** How many more are wanted. */
  get missing(): number {
    return this.#wanted - this.#good.length;
  }

  /** Takes a query, which is held against all before it. */
  take(written: WrittenQuery): void {
    const dropped = written.dropped ?? this.#doubled(written);
    // More than were asked for are no fault: nobody needs them.
    if (dropped === undefined && this.missing <= 0) return;
    this.all = [...this.all, { ...written, dropped }];
  }

  /** Holds all of them against what others have kept by now. */
  reconsider(kept: KeptQueries): void {
    this.#kept = kept;
    const before = this.all;
    this.all = [];
    for (const written of before) this.take(written);
  }

  #doubled(written: WrittenQuery): DropReason | undefined {
    const own = {
      texts: new Set(this.#good.map(({ query }) => foldedQuery(query))),
      vectors: this.#good.flatMap(({ vector }) => vector ?? []),
    };
    return doubles(written, own, this.#spec) ?? doubles(written, this.#kept, this.#spec);
  }

  get #good(): readonly WrittenQuery[] {
    return this.all.filter(({ dropped }) => dropped === undefined);
  }
}
