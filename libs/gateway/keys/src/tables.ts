import type { Database } from '@rookery/shared-database';
import type { ColumnType, Generated, Kysely } from 'kysely';
import type { Role } from './stored-key.ts';

/** The schema that this library owns. */
export const KEYS_SCHEMA = 'keys';

export interface ApiKeyTable {
  id: string;
  sequence: Generated<string>;
  /** SHA-256 of the key. */
  digest: Buffer;
  tenant: string;
  roles: Role[];
  most_calls: number | null;
  most_sessions: number | null;
  note: string;
  created_at: Generated<Date>;
  expires_at: ColumnType<Date | null, Date | null, Date | null>;
  revoked_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

interface RevisionTable {
  number: string;
}

interface KeyTables {
  api_key: ApiKeyTable;
  revision: RevisionTable;
}

export function keyTables(database: Database): Kysely<KeyTables> {
  return database.tables<KeyTables>(KEYS_SCHEMA);
}
