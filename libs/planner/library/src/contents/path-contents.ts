import type { Database } from '@rookery/shared-database';
import { queryDigest } from '@rookery/shared-holding';
import { ContentKeys, PLANNER_KEYS, seal, type Keys, type Sealing } from '@rookery/shared-sealing';

/** What of a path is about a person. */
export interface PathWords {
  readonly query: string;
  readonly profile_key: string;
}

/** What a sealed part is: it opens as nothing else. */
type Kind = 'path' | 'vector' | 'embedding';

/**
 * What paths keep of people, encrypted with a key for each path, or as it is where the deployment has no keys: what was asked, whose
 * profile it was, and the embeddings of it.
 */
export class PathContents extends ContentKeys {
  /** @param sealing undefined: what is written lies plain, and what is sealed cannot be read */
  constructor(database: Database, sealing?: Sealing) {
    super(database, PLANNER_KEYS, sealing);
  }

  /** By which a path is known to be for a query, of the digest that services pass on; undefined without keys. */
  asked(digestOfQuery: string): string | undefined {
    return this.digest('query', digestOfQuery);
  }

  /** The columns of what a path says. @param key undefined: they lie as they are */
  columns(
    { query, profile_key }: PathWords,
    id: string,
    key: Buffer | undefined,
  ): PathWords & { readonly sealed: Buffer | null; readonly asked: string | null } {
    if (key === undefined) return { query, profile_key, sealed: null, asked: null };
    return {
      query: '',
      profile_key: '',
      sealed: seal(Buffer.from(JSON.stringify({ query, profile_key })), key, about('path', id)),
      asked: this.asked(queryDigest(query)) ?? null,
    };
  }

  /** A row with its words; undefined for one that was erased and came back with an older copy of the database. */
  opened<Row extends PathWords & { readonly sealed: Buffer | null }>(
    row: Row,
    id: string,
    keys: Keys,
  ): Row | undefined {
    if (row.sealed === null) return row;
    const plain = this.unsealed(row.sealed, about('path', id), id, keys);
    return plain && { ...row, ...(JSON.parse(plain.toString()) as PathWords) };
  }

  /** The rows of paths with their words. */
  async openedRows<Row extends PathWords & { readonly id: string; readonly sealed: Buffer | null }>(
    rows: readonly Row[],
    db?: Parameters<ContentKeys['keysOf']>[1],
  ): Promise<Row[]> {
    const keys = await this.keysOf(
      rows.flatMap(({ id, sealed }) => (sealed === null ? [] : [id])),
      db,
    );
    return rows.flatMap((row) => this.opened(row, row.id, keys) ?? []);
  }

  /** @param kind `vector`: where a path lies in its library's index; `embedding`: where its search lies among others */
  sealedBytes(bytes: Buffer, kind: Exclude<Kind, 'path'>, path: string, key: Buffer): Buffer {
    return seal(bytes, key, about(kind, path));
  }

  /** Undefined for what was erased and came back with an older copy of the database. */
  openedBytes(bytes: Buffer, kind: Exclude<Kind, 'path'>, path: string, keys: Keys): Buffer | undefined {
    return this.unsealed(bytes, about(kind, path), path, keys);
  }
}

function about(kind: Kind, path: string): string {
  return `planner ${kind} ${path}`;
}
