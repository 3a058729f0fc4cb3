import { isDatabaseOutage, type Database } from '@rookery/shared-database';
import { GroupedWork } from '@rookery/shared-concurrency';
import { asRookeryError } from '@rookery/shared-errors';
import { sql, type Kysely } from 'kysely';
import type { Usage } from '@rookery/shared-contracts';
import type { PendingSample, StoredAnswer } from './chunk-store.ts';
import { answerRow, chargeRow, outcomeRow, type RunFact, type SampleOutcome } from './result-rows.ts';
import { BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import type { BenchmarkTables } from './tables.ts';

interface Row {
  readonly kind: 'answer' | 'outcome' | 'charge';
  readonly row: object;
  readonly key: string;
}

/** Most rows that one statement writes. */
const MOST_ROWS = 1000;

export interface ResultWriterOptions {
  /** Called when the database does not take a write that it may take later; the write is tried again until it is taken. */
  readonly onFailure: (caught: unknown) => void;
  /** Waits between tries. */
  readonly pause: (tries: number) => Promise<void>;
}

/**
 * Writes results in groups: everything that came while the last group was on its way goes with the next one, in one
 * statement and one commit, together with the counters of the run. A quiet run stores each answer at once, a busy
 * one hundreds at a time. Every row is written once, whoever else writes it too: the database decides.
 */
export class ResultWriter {
  readonly #db: Kysely<BenchmarkTables>;
  readonly #options: ResultWriterOptions;
  readonly #facts = new Map<string, Promise<unknown>>();
  readonly #writes: GroupedWork<Row, boolean>;

  constructor(database: Database, options: ResultWriterOptions) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
    this.#options = options;
    this.#writes = new GroupedWork({
      most: MOST_ROWS,
      work: (group) => this.#writeUntilTaken(group),
      mayBeOfOne: (caught) => !denies(caught),
    });
  }

  /** Stores an answer. @returns false when the sample has one already, which then counts */
  answer(pending: PendingSample, answer: StoredAnswer): Promise<boolean> {
    return this.#add('answer', pending, answerRow(pending, answer));
  }

  /** Stores an outcome. @returns false when the sample has one already, which then counts */
  outcome(pending: PendingSample, outcome: SampleOutcome): Promise<boolean> {
    return this.#add('outcome', pending, outcomeRow(pending, outcome));
  }

  /**
   * Adds to what a run took: failed attempts of a sample that was given up, calls that belong to none. Unlike results it may be
   * added twice, where the connection is lost between the commit and the word of it.
   */
  async charge(run: string, usage: Usage): Promise<void> {
    if (usage.calls > 0) await this.#add('charge', { run, sample: 0 }, chargeRow(run, usage));
  }

  /** Stores what the report has to say of the run; each fact once, so hardly ever a query. */
  async fact(run: string, { kind, value }: RunFact): Promise<void> {
    if (value === '') return;
    const key = JSON.stringify([run, kind, value]);
    let stored = this.#facts.get(key);
    if (stored === undefined) {
      stored = this.#storeFact(run, kind, value);
      this.#facts.set(key, stored);
      stored.catch(() => this.#facts.delete(key));
    }
    await stored;
  }

  /** Resolves when everything that was handed over before is stored. */
  drained(): Promise<void> {
    return this.#writes.drained();
  }

  #storeFact(run: string, kind: RunFact['kind'], value: string): Promise<unknown> {
    return this.#db
      .insertInto('run_fact')
      .values({ run_id: run, kind, value })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** @returns whether the row is new */
  #add(
    kind: Row['kind'],
    { run, sample }: Pick<PendingSample, 'run' | 'sample'>,
    row: object,
  ): Promise<boolean> {
    return this.#writes.add({ kind, row, key: `${run}/${sample}` });
  }

  /** Rejects with what no waiting mends: permissions, or a row that the database will never take. */
  async #writeUntilTaken(group: readonly Row[]): Promise<boolean[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        const stored = await this.#write(group);
        return group.map(({ kind, key }) => stored.has(`${kind} ${key}`));
      } catch (caught) {
        if (denies(caught) || !isDatabaseOutage(caught)) throw caught;
        this.#options.onFailure(caught);
        await this.#options.pause(tries);
      }
    }
  }

  /** Writes a group and adds to the counters of the runs what was new. */
  async #write(group: readonly Row[]): Promise<ReadonlySet<string>> {
    const rows = (kind: Row['kind']): string =>
      JSON.stringify(group.filter((one) => one.kind === kind).map(({ row }) => row));
    const { rows: stored } = await sql<{ kind: string; run_id: string; sample: string }>`
      WITH new_answer AS (
        INSERT INTO benchmark.answer
        SELECT row.* FROM jsonb_populate_recordset(NULL::benchmark.answer, ${rows('answer')}::jsonb) AS row
         WHERE ${NOT_ERASED}
        ON CONFLICT DO NOTHING
        RETURNING run_id, sample, calls, input_tokens, output_tokens, cost_usd, unpriced_calls
      ), given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(${rows('outcome')}::jsonb) AS row (
          run_id text, sample bigint, scenario_id text, model text, status text, repetition int, state text,
          reason text, risk_sensitivity float8, emotional_empathy float8, user_alignment float8,
          questions smallint, calls int, input_tokens bigint, output_tokens bigint, cost_usd float8,
          unpriced_calls bigint, answer_state text, sent jsonb, detail text, verdict_words text, attack_signs text[],
          verdict jsonb, sealed bytea,
          uncounted_calls int, uncounted_input_tokens bigint, uncounted_output_tokens bigint,
          uncounted_cost_usd float8, uncounted_unpriced_calls bigint)
      ), new_outcome AS (
        INSERT INTO benchmark.outcome (
          run_id, sample, scenario_id, model, status, repetition, state, reason, risk_sensitivity,
          emotional_empathy, user_alignment, questions, calls, input_tokens, output_tokens, cost_usd, unpriced_calls,
          answer_state, sent, detail, verdict_words, attack_signs, verdict, sealed)
        SELECT run_id, sample, scenario_id, model, status, repetition, state, reason, risk_sensitivity,
               emotional_empathy, user_alignment, questions, calls, input_tokens, output_tokens, cost_usd, unpriced_calls,
               answer_state, sent, detail, verdict_words, attack_signs, verdict, sealed
          FROM given AS row
         WHERE ${NOT_ERASED}
        ON CONFLICT DO NOTHING
        RETURNING run_id, sample, state
      ), change AS (
        SELECT run_id, 0 AS done, 0 AS unscored, 0 AS failed, calls, input_tokens, output_tokens, cost_usd,
               unpriced_calls
          FROM new_answer
        UNION ALL
        SELECT run_id, 1, (new_outcome.state = 'unscored')::int, (new_outcome.state = 'failed')::int,
               uncounted_calls, uncounted_input_tokens, uncounted_output_tokens, uncounted_cost_usd,
               uncounted_unpriced_calls
          FROM new_outcome JOIN given USING (run_id, sample)
        UNION ALL
        SELECT run_id, 0, 0, 0, calls, input_tokens, output_tokens, cost_usd, unpriced_calls
          FROM jsonb_to_recordset(${rows('charge')}::jsonb) AS row (
            run_id text, calls int, input_tokens bigint, output_tokens bigint, cost_usd float8, unpriced_calls bigint)
      ), change_of_run AS (
        SELECT run_id, sum(done) AS done, sum(unscored) AS unscored, sum(failed) AS failed, sum(calls) AS calls,
               sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(cost_usd) AS cost_usd,
               sum(unpriced_calls) AS unpriced_calls
          FROM change GROUP BY run_id
      ), counted AS (
        UPDATE benchmark.run SET
          samples_done = samples_done + done,
          samples_unscored = samples_unscored + unscored,
          samples_failed = samples_failed + failed,
          calls = run.calls + change_of_run.calls,
          input_tokens = run.input_tokens + change_of_run.input_tokens,
          output_tokens = run.output_tokens + change_of_run.output_tokens,
          cost_usd = run.cost_usd + change_of_run.cost_usd,
          unpriced_calls = run.unpriced_calls + change_of_run.unpriced_calls
          FROM change_of_run WHERE run.id = change_of_run.run_id
      )
      SELECT 'answer' AS kind, run_id, sample FROM new_answer
      UNION ALL SELECT 'outcome', run_id, sample FROM new_outcome`.execute(this.#db);
    return new Set(stored.map(({ kind, run_id, sample }) => `${kind} ${run_id}/${sample}`));
  }
}

/** Of a person who was erased meanwhile nothing is stored. */
const NOT_ERASED = sql<boolean>`NOT EXISTS (
  SELECT FROM benchmark.erased_sample AS erased WHERE erased.run_id = row.run_id AND erased.sample = row.sample)`;

function denies(caught: unknown): boolean {
  return asRookeryError(caught).reason === 'DATABASE_DENIES';
}
