import type { Database } from '@rookery/shared-database';
import { profileId, type Profile } from '@rookery/shared-scenario';
import { BENCHMARK_KEYS, ContentKeys, digest, seal, type Keys, type Sealing } from '@rookery/shared-sealing';

/** What a sealed text is: it opens as nothing else. */
export type Kind = 'scenario' | 'response' | 'verdict' | 'note' | 'person' | 'query' | 'vector';

/**
 * What is said of and to people in the tables of the benchmark, encrypted with a key for each scenario (and each person of a
 * synthesis), or as it is where the deployment has no keys.
 */
export class Contents extends ContentKeys {
  /** @param sealing undefined: what is written lies plain, and what is sealed cannot be read */
  constructor(database: Database, sealing?: Sealing) {
    super(database, BENCHMARK_KEYS, sealing);
  }

  /**
   * The key by which people are told apart. Equal profiles are one person; whoever has the database alone cannot try profiles out.
   */
  profileKey(profile: Profile): string {
    return this.keyOfProfile(profileId(profile));
  }

  /** The same, of an id that `profileId` made. */
  keyOfProfile(id: string): string {
    return this.digest('profile', id) ?? id;
  }

  /** By which two scenarios are known to ask the same; null without keys. */
  asked(query: string, background: string): string | null {
    return this.digest('asked', JSON.stringify([query, background])) ?? null;
  }

  /** See `ContentKeys.unsealed`. @param id of its key */
  opened(sealed: Buffer, kind: Kind, id: string, keys: Keys): Buffer | undefined {
    return this.unsealed(sealed, about(kind, id), id, keys);
  }

  /** The same as text; empty for what was erased. */
  text(sealed: Buffer | null | undefined, plain: string, kind: Kind, id: string, keys: Keys): string {
    if (sealed === null || sealed === undefined) return plain;
    return this.opened(sealed, kind, id, keys)?.toString() ?? '';
  }
}

/** @param id of the key */
export function sealed(plain: string | Buffer, kind: Kind, id: string, key: Buffer): Buffer {
  return seal(typeof plain === 'string' ? Buffer.from(plain) : plain, key, about(kind, id));
}

/** Bytes as JSON brings them to the database. */
export function hex(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}

/** Tells answers to one scenario apart, and nothing of them to whoever has not got its key. */
export function responseDigest(response: string, key: Buffer): string {
  return digest(key, 'response', response);
}

function about(kind: Kind, id: string): string {
  return `benchmark ${kind} ${id}`;
}
