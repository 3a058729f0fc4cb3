import { createHash } from 'node:crypto';
import type { Database, Reader } from '@rookery/shared-database';
import { sql, type Kysely } from 'kysely';
import { Contents, responseDigest } from './contents/contents.ts';
import { responseColumns } from './contents/response-columns.ts';
import { namedDataSet } from './named-data-set.ts';
import { BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import type { BenchmarkTables } from './tables.ts';

/** An answer that somebody gave to a scenario of a data set. */
export interface GivenAnswerRow {
  readonly scenario: string;
  /** Who gave it. */
  readonly model: string;
  readonly response: string;
  /** 1-based row of the file it came from; answers of one model to one scenario are in this order. */
  readonly sourceRow: number;
}

/** The answers of one model in a data set. */
export interface AnswersOfModel {
  readonly model: string;
  /** The most that it gave to one scenario. */
  readonly most: number;
}

/** Answers that came with a data set. The same answer again adds nothing; another one of the same model is its next repetition. */
export class GivenAnswerStore {
  readonly #db: Kysely<BenchmarkTables>;
  readonly #contents: Contents;

  constructor(database: Database, contents = new Contents(database)) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
    this.#contents = contents;
  }

  /**
   * Adds answers to a data set whose scenarios are in it already.
   * @returns how many of them are new
   */
  async add(dataSetId: number, answers: readonly GivenAnswerRow[]): Promise<number> {
    if (answers.length === 0) return 0;
    const keys = await this.#contents.keysOf(answers.map(({ scenario }) => scenario));
    const rows = answers.map(({ scenario, model, response, sourceRow }) => {
      const key = keys.get(scenario);
      return {
        scenario_id: scenario,
        model,
        digest:
          key === undefined
            ? createHash('sha256').update(response).digest('hex')
            : responseDigest(response, key),
        source_row: sourceRow,
        ...responseColumns(response, scenario, key),
      };
    });
    const { rows: added } = await sql<{ scenario_id: string }>`
      INSERT INTO benchmark.given_answer (data_set_id, scenario_id, model, digest, source_row, response, sealed, refers)
      SELECT DISTINCT ON (scenario_id, model, digest)
             ${dataSetId}::int, scenario_id, model, digest, source_row, response, sealed, refers
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS row (scenario_id text, model text, digest text, source_row int, response text, sealed bytea, refers boolean)
       ORDER BY scenario_id, model, digest, source_row
      ON CONFLICT DO NOTHING
      RETURNING scenario_id`.execute(this.#db);
    return added.length;
  }

  /** Who gave answers to a data set, by name. */
  async models(reader: Reader, dataSet: string): Promise<readonly AnswersOfModel[]> {
    const { rows } = await sql<{ model: string; most: number }>`
      SELECT model, max(answers)::int AS most FROM (
        SELECT model, count(*) AS answers FROM benchmark.given_answer
         WHERE data_set_id = ${namedDataSet(reader, dataSet)} GROUP BY model, scenario_id) AS counted
       GROUP BY model ORDER BY model COLLATE "C"`.execute(this.#db);
    return rows;
  }

  /** How many answers the models gave to the scenarios. */
  async count(
    reader: Reader,
    dataSet: string,
    models: readonly string[],
    scenarios: readonly string[],
  ): Promise<number> {
    const { rows } = await sql<{ answers: number }>`
      SELECT count(*)::int AS answers FROM benchmark.given_answer
       WHERE data_set_id = ${namedDataSet(reader, dataSet)} AND model = ANY(${models}::text[])
         AND scenario_id = ANY(${scenarios}::text[])`.execute(this.#db);
    return rows[0]?.answers ?? 0;
  }
}
