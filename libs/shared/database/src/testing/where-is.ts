import type pg from 'pg';

/** Who is asked in SQL, such as a pool. */
interface Asked {
  query(statement: string, values: unknown[]): Promise<{ readonly rows: readonly pg.QueryResultRow[] }>;
}

/** The columns, as `schema.table.column`, in which a word stands, in any table of a database; of bytes, as they are. */
export async function whereIs(word: string, database: Asked): Promise<string[]> {
  const { rows: columns } = await database.query(
    `SELECT format('%I.%I', table_schema, table_name) AS table, format('%I', column_name) AS column, data_type AS type
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
    [],
  );
  const found: string[] = [];
  for (const { table, column, type } of columns as { table: string; column: string; type: string }[]) {
    const text = type === 'bytea' ? `encode(${column}, 'escape')` : `${column}::text`;
    const { rows } = await database.query(`SELECT FROM ${table} WHERE strpos(${text}, $1) > 0 LIMIT 1`, [
      word,
    ]);
    if (rows.length > 0) found.push(`${table}.${column}`.replaceAll('"', ''));
  }
  return found.toSorted();
}
