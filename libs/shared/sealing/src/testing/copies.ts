import type { Database } from '@rookery/shared-database';
import { sql } from 'kysely';

/** All rows of a schema, by table, as a dump holds them. */
export type Copy = ReadonlyMap<string, readonly unknown[]>;

/** Copies every table of a schema but its history. */
export async function copyOf(database: Database, schema: string): Promise<Copy> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = $1 AND table_name <> 'schema_migration' ORDER BY 1`,
    [schema],
  );
  const copy = new Map<string, readonly unknown[]>();
  for (const { name } of tables) {
    const { rows } = await sql<{ row: unknown }>`
      SELECT to_jsonb(t) AS row FROM ${sql.id(schema, name)} AS t`.execute(database.tables(schema));
    copy.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return copy;
}

/** Brings a copy into a database whose schema is there, in the place of what it holds. */
export async function restore(database: Database, schema: string, copy: Copy): Promise<void> {
  await database
    .tables(schema)
    .transaction()
    .execute(async (transaction) => {
      const tables = [...copy.keys()].map((name) => sql.id(schema, name));
      await sql`TRUNCATE ${sql.join(tables)}`.execute(transaction);
      // As a restore does: rows come in any order, and nothing is made of their coming.
      await sql`SET LOCAL session_replication_role = replica`.execute(transaction);
      for (const [name, rows] of copy) {
        const table = sql.id(schema, name);
        await sql`
          INSERT INTO ${table} OVERRIDING SYSTEM VALUE
          SELECT row.* FROM jsonb_populate_recordset(null::${table}, ${JSON.stringify(rows)}::jsonb) AS row`.execute(
          transaction,
        );
      }
    });
}
