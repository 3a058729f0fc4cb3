import {
  carryAfter,
  finishedSearch,
  type Findings,
  type FinishedSearch,
  type ModelWeight,
} from '@rookery/shared-planner-wasm';
import type { Selectable, Transaction } from 'kysely';
import type { PathContents } from './contents/path-contents.ts';
import { bytesOf } from './vector-bytes.ts';
import type { FinishedSearchTable, PlannerTables } from './tables.ts';

/** A query's place among others. */
export interface Placed {
  /** Name of the embedder that made it. */
  readonly embedder: string;
  readonly embedding: Float32Array;
}

/** What a search leaves to learn from. */
export interface LearnedFrom {
  readonly problem: Pick<FinishedSearch, 'attributes' | 'depth' | 'known' | 'forbidden'>;
  readonly findings: Findings;
  /** Undefined where the embedder could not be reached: it is placed when the library is fitted. */
  readonly placed: Placed | undefined;
  /** The models that watched the search; none of a search that began with nothing from the library. */
  readonly modelWeights: readonly ModelWeight[];
}

/** Adds what the search of a path leaves, and carries what it said of the models on to the next search of the library. */
export async function addFinished(
  transaction: Transaction<PlannerTables>,
  path: { readonly id: string; readonly library: string },
  { problem, findings, placed, modelWeights }: LearnedFrom,
  { contents, key }: { readonly contents: PathContents; readonly key: Buffer | undefined },
): Promise<void> {
  const context = { domain: '', embedding: placed?.embedding ?? new Float32Array() };
  const search = finishedSearch(context, problem, findings);
  await transaction
    .insertInto('finished_search')
    .values({
      path: path.id,
      attributes: search.attributes,
      depth: search.depth,
      known: String(search.known),
      forbidden: String(search.forbidden),
      states: Array.from(search.states, String),
      weights: [...search.weights],
      subsets: Array.from(search.subsets, String),
      rewards: [...search.rewards],
      embedder: placed?.embedder ?? null,
      ...embeddingColumns(path.id, placed?.embedding, contents, key),
    })
    .execute();
  if (modelWeights.length === 0) return;
  // Searches of a library that end at once take turns here, so that none is forgotten.
  const { carry } = await transaction
    .selectFrom('library')
    .select('carry')
    .where('name', '=', path.library)
    // No stronger than this: paths that are being stored hold their library's key, and none may wait for the other.
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  await transaction
    .updateTable('library')
    .set({ carry: [...carryAfter(carry, modelWeights)] })
    .where('name', '=', path.library)
    .execute();
}

/** An embedding as its row keeps it. @param key of the path; undefined: it lies as it is */
export function embeddingColumns(
  path: string,
  embedding: Float32Array | undefined,
  contents: PathContents,
  key: Buffer | undefined,
): { readonly embedding: number[] | null; readonly sealed_embedding: Buffer | null } {
  if (embedding === undefined) return { embedding: null, sealed_embedding: null };
  if (key === undefined) return { embedding: [...embedding], sealed_embedding: null };
  const bytes = contents.sealedBytes(bytesOf(embedding), 'embedding', path, key);
  return { embedding: null, sealed_embedding: bytes };
}

/** A stored search in the form that is fitted. */
export function finishedOf(
  row: Selectable<FinishedSearchTable> & { readonly domain: string },
  embedding: Float32Array,
): FinishedSearch {
  return {
    domain: row.domain,
    embedding,
    attributes: row.attributes,
    depth: row.depth,
    known: BigInt(row.known),
    forbidden: BigInt(row.forbidden),
    states: BigUint64Array.from(row.states, BigInt),
    weights: Float64Array.from(row.weights),
    subsets: BigUint64Array.from(row.subsets, BigInt),
    rewards: Float64Array.from(row.rewards),
  };
}
