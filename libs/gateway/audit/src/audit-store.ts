import type { Database } from '@rookery/shared-database';
import { sql, type Kysely, type QueryExecutorProvider } from 'kysely';
import { AUDIT_SCHEMA } from './migrations.ts';

/** Who did what to what, when, and how it went; never what was in it. */
export interface AuditEntry {
  readonly at: Date;
  /** Empty: the platform itself, or nobody that is known. */
  readonly tenant: string;
  /** Names the key; empty: none that is known. */
  readonly keyId: string;
  /** `rookery.benchmark.v1.RunService/DeleteRun` */
  readonly call: string;
  /** `runs/7`; empty: the call names none. */
  readonly resource: string;
  /** Of gRPC: `OK`, `NOT_FOUND`. */
  readonly status: string;
  /** How often in the same second. */
  readonly times: number;
}

/** An entry that is not stored yet; when it was is said by the database, by whose clock entries are erased. */
export interface NewAuditEntry extends Omit<AuditEntry, 'at'> {
  /** Since then, in milliseconds. */
  readonly agoMs: number;
}

/** Which entries are wanted. */
export interface AuditQuestion {
  readonly tenant?: string | undefined;
  readonly resource?: string | undefined;
  /** Only what did not go well. */
  readonly refused?: boolean | undefined;
  readonly most: number;
}

/** The audit trail, in PostgreSQL. */
export class AuditStore {
  readonly #db: Kysely<unknown>;

  constructor(database: Database) {
    this.#db = database.tables<unknown>(AUDIT_SCHEMA);
  }

  async add(entries: readonly NewAuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await sql`
      INSERT INTO audit.entry (at, tenant, key_id, call, resource, status, times)
      SELECT now() - make_interval(secs => ago_ms / 1000), tenant, key_id, call, resource, status, times
        FROM unnest(${entries.map(({ agoMs }) => agoMs)}::float8[], ${column(entries, 'tenant')}::text[],
        ${column(entries, 'keyId')}::text[], ${column(entries, 'call')}::text[], ${column(entries, 'resource')}::text[],
        ${column(entries, 'status')}::text[], ${entries.map(({ times }) => times)}::int[])
          AS entry (ago_ms, tenant, key_id, call, resource, status, times)`.execute(this.#db);
  }

  /** The newest first. */
  async list({ tenant, resource, refused, most }: AuditQuestion): Promise<AuditEntry[]> {
    const { rows } = await sql<AuditEntry>`
      SELECT at, tenant, key_id AS "keyId", call, resource, status, times FROM audit.entry
       WHERE (${tenant ?? null}::text IS NULL OR tenant = ${tenant ?? null})
         AND (${resource ?? null}::text IS NULL OR resource = ${resource ?? null})
         AND (NOT ${refused ?? false}::boolean OR status <> 'OK')
       ORDER BY sequence DESC LIMIT ${most}`.execute(this.#db);
    return rows;
  }

  /** Erases entries that are older than so many days, or beyond so many, at most `most` at a time. @returns how many */
  async sweep(
    { days, entries }: { readonly days: number; readonly entries: number },
    most: number,
    db: QueryExecutorProvider = this.#db,
  ): Promise<number> {
    const { numAffectedRows = 0n } = await sql`
      DELETE FROM audit.entry WHERE sequence = ANY(ARRAY(
        SELECT sequence FROM audit.entry
         WHERE at < now() - make_interval(secs => ${days * 86_400}::float8) OR sequence <= (
           SELECT sequence FROM audit.entry ORDER BY sequence DESC OFFSET ${entries} LIMIT 1)
         ORDER BY sequence LIMIT ${most}))`.execute(db);
    return Number(numAffectedRows);
  }
}

function column(
  entries: readonly NewAuditEntry[],
  name: 'tenant' | 'keyId' | 'call' | 'resource' | 'status',
): string[] {
  return entries.map((entry) => entry[name]);
}
