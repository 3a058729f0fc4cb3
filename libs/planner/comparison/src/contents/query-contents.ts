import type { Database } from '@rookery/shared-database';
import { queryDigest } from '@rookery/shared-holding';
import {
  COMPARISON_KEYS,
  ContentKeys,
  seal,
  SEALED_MARK,
  type Keys,
  type Sealing,
} from '@rookery/shared-sealing';
import type { Query } from '../comparison.ts';
import { QUERY } from '../stored-comparison.ts';

/** A query of a comparison as its row keeps it. */
export interface QueryColumns {
  /** JSON of the query, or what stands there where it is sealed. */
  readonly content: string;
  readonly sealed: Buffer | null;
  /** A keyed digest of what is asked, by which an erasure finds it; null where it lies as it is. */
  readonly asked: string | null;
}

/** The id of the key of a query, by its comparison and its number there. */
export function queryKeyId(job: string, number: number): string {
  return `${job}/${number}`;
}

/**
 * The queries and profiles that planners are compared on, encrypted with a key for each query, or as they are where the deployment has no
 * keys.
 */
export class QueryContents extends ContentKeys {
  /** @param sealing undefined: what is written lies plain, and what is sealed cannot be read */
  constructor(database: Database, sealing?: Sealing) {
    super(database, COMPARISON_KEYS, sealing);
  }

  /** By which a query is known, of the digest that services pass on; undefined without keys. */
  asked(digestOfQuery: string): string | undefined {
    return this.digest('query', digestOfQuery);
  }

  /** @param key undefined: it lies as it is */
  columns(query: Query, id: string, key: Buffer | undefined): QueryColumns {
    return this.columnsOf({ content: QUERY.write(query), query: query.query }, id, key);
  }

  /** @param stored JSON as it lies plain, and what is asked in it */
  columnsOf(
    { content, query }: { readonly content: string; readonly query: string },
    id: string,
    key: Buffer | undefined,
  ): QueryColumns {
    if (key === undefined) return { content, sealed: null, asked: null };
    return {
      content: SEALED_MARK,
      sealed: seal(Buffer.from(content), key, about(id)),
      asked: this.asked(queryDigest(query)) ?? null,
    };
  }

  /** A query with its words; undefined for one that was erased and came back with an older copy of the database. */
  opened(
    { content, sealed }: { readonly content: unknown; readonly sealed: Buffer | null },
    id: string,
    keys: Keys,
  ): Query | undefined {
    const where = `comparisons/${id.replace('/', ', query ')}`;
    if (sealed === null) return QUERY.read(content, where);
    const plain = this.unsealed(sealed, about(id), id, keys);
    return plain && QUERY.read(JSON.parse(plain.toString()), where);
  }
}

function about(id: string): string {
  return `planner_comparison query ${id}`;
}
