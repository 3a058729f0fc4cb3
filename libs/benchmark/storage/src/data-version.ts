import { mayRead, type Reader } from '@rookery/shared-database';
import { sql, type Kysely } from 'kysely';
import { namedDataSet } from './named-data-set.ts';
import type { BenchmarkTables } from './tables.ts';

/** What exactly there was to measure on: a data set by its content. */
export interface DataVersion {
  /** Empty: all data sets of an owner together. */
  readonly dataSet: string;
  /** As the data card has it: SHA-256 of the ids of all scenarios in their order, each with a line feed. */
  readonly digest: string;
  readonly scenarios: number;
}

/** The version of a data set, as it is now; undefined: of all data sets that a reader may choose from without naming one. */
export async function dataVersion(
  db: Kysely<BenchmarkTables>,
  reader: Reader,
  dataSet: string | undefined,
): Promise<DataVersion> {
  const chosen =
    dataSet === undefined
      ? sql`NOT data_set.of_experiment`
      : sql`data_set.id = ${namedDataSet(reader, dataSet)}`;
  const { rows } = await sql<{ digest: string; scenarios: number }>`
    SELECT encode(sha256(convert_to(coalesce(string_agg(id || chr(10), '' ORDER BY id), ''), 'UTF8')), 'hex') AS digest,
           count(*)::int AS scenarios
      FROM (SELECT DISTINCT scenario_id COLLATE "C" AS id
              FROM benchmark.data_set_scenario JOIN benchmark.data_set ON data_set.id = data_set_id
             WHERE ${chosen} AND ${mayRead(reader, 'data_set.owner')}) AS held`.execute(db);
  const [row] = rows;
  return { dataSet: dataSet ?? '', digest: row?.digest ?? '', scenarios: row?.scenarios ?? 0 };
}
