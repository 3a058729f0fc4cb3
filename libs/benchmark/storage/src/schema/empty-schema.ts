import { sql, type Kysely } from 'kysely';

/** Takes out of a schema what is in it. The schema stays: the role of the service may own it without the right to make another. */
export async function emptySchema(db: Kysely<unknown>, schema: string): Promise<void> {
  const drops = [
    [
      'TABLE',
      `SELECT oid::regclass AS name FROM pg_class WHERE relnamespace = to_regnamespace('${schema}') AND relkind IN ('r', 'p') AND NOT relispartition`,
    ],
    [
      'ROUTINE',
      `SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = to_regnamespace('${schema}')`,
    ],
    [
      'TYPE',
      `SELECT oid::regtype AS name FROM pg_type WHERE typnamespace = to_regnamespace('${schema}') AND typtype = 'e'`,
    ],
  ] as const;
  for (const [kind, names] of drops) {
    await sql`${sql.raw(`DO $$ DECLARE one record; BEGIN FOR one IN ${names} LOOP EXECUTE 'DROP ${kind} ' || one.name || ' CASCADE'; END LOOP; END $$`)}`.execute(
      db,
    );
  }
}
