import {
  cellAt,
  hasGivenAnswers,
  runShape,
  scenarioPositions,
  type RunSettings,
  type SampleCell,
} from '@rookery/benchmark-samples';
import type { SentSettings, Usage } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Job } from '@rookery/shared-jobs';
import type { Profile, Rung } from '@rookery/shared-scenario';
import { sql, type Kysely } from 'kysely';
import { Contents } from './contents/contents.ts';
import { openedResponse } from './contents/response-columns.ts';
import { noteKey } from './contents/sample-key.ts';
import { openedScenario } from './contents/scenario-columns.ts';
import { BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import { STORED_SENT } from './stored-sent.ts';
import type { BenchmarkTables } from './tables.ts';
import { usageIn } from './usage-columns.ts';

/** What a sample needs of its scenario. */
export interface SampleScenario {
  readonly id: string;
  readonly query: string;
  readonly profile: Profile;
  /** None where the scenario is on no ladder of disclosure. */
  readonly rung?: Rung | null;
}

/** An answer that is stored already. */
export interface StoredAnswer {
  readonly response: string;
  /** Attributes asked for, in order. */
  readonly asked: readonly string[];
  readonly usage: Usage;
  /** Undefined for answers from before it was known. */
  readonly state: 'whole' | 'cut' | undefined;
  /** What was really sent to the model that wrote it, where that is known. */
  readonly sent: SentSettings | undefined;
  /** Its server's own word for why it ended; empty where it is not known. */
  readonly serverReason: string;
}

/** A sample without an outcome. */
export interface PendingSample extends SampleCell {
  readonly run: string;
  readonly sample: number;
  readonly scenario: SampleScenario;
  /** Set when only the verdict is missing. */
  readonly answer: StoredAnswer | undefined;
}

/** Samples first..last of a run, inclusive. */
export interface SampleRange {
  readonly first: number;
  readonly last: number;
}

/** The chunks of runs and what is left to do in them. */
export class ChunkStore {
  readonly #db: Kysely<BenchmarkTables>;
  readonly #contents: Contents;

  constructor(database: Database, contents = new Contents(database)) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
    this.#contents = contents;
  }

  /** The samples of a chunk; undefined when it is done, or the run was resumed since. */
  async open({ id, generation }: Job, chunk: number): Promise<SampleRange | undefined> {
    const row = await this.#db
      .selectFrom('run_chunk')
      .select(['first', 'last'])
      .where('run_id', '=', id)
      .where('generation', '=', generation)
      .where('chunk', '=', chunk)
      .where('done', '=', false)
      .executeTakeFirst();
    return row === undefined ? undefined : { first: Number(row.first), last: Number(row.last) };
  }

  /**
   * What is left to do of a range, in order: five queries at most, however many samples. A run of given answers has no sample where there
   * is none.
   * @param scenarios how many were chosen for the run
   */
  async pending(
    run: Job<RunSettings>,
    scenarios: number,
    range: SampleRange,
  ): Promise<readonly PendingSample[]> {
    const shape = runShape(run.spec, scenarios);
    const [done, answers, asking] = await Promise.all([
      this.#withOutcome(run.id, range),
      this.#unjudgedAnswers(run.id, range),
      this.#scenarios(run.id, scenarioPositions(shape, range.first, range.last)),
    ]);
    const answered = hasGivenAnswers(run.spec);
    const pending: PendingSample[] = [];
    for (let sample = range.first; sample <= range.last; sample += 1) {
      if (done.has(sample) || (answered && !answers.has(sample))) continue;
      const cell = cellAt(shape, sample);
      const scenario = asking.get(cell.position);
      // A person who was erased since.
      if (scenario === undefined) continue;
      pending.push({ run: run.id, sample, ...cell, scenario, answer: answers.get(sample) });
    }
    return pending;
  }

  /** The answer of one sample, as it was stored first. */
  async answer(run: string, sample: number): Promise<StoredAnswer | undefined> {
    return (await this.#unjudgedAnswers(run, { first: sample, last: sample })).get(sample);
  }

  /** Marks a chunk as done, unless the run was resumed since: then it is another chunk. */
  async finish({ id, generation }: Job, chunk: number): Promise<void> {
    await this.#db
      .updateTable('run_chunk')
      .set({ done: true })
      .where('run_id', '=', id)
      .where('generation', '=', generation)
      .where('chunk', '=', chunk)
      .execute();
  }

  async #withOutcome(run: string, { first, last }: SampleRange): Promise<ReadonlySet<number>> {
    const rows = await this.#db
      .selectFrom('outcome')
      .select('sample')
      .where('run_id', '=', run)
      .where(sql<boolean>`sample BETWEEN ${first} AND ${last}`)
      .execute();
    return new Set(rows.map(({ sample }) => Number(sample)));
  }

  async #unjudgedAnswers(run: string, range: SampleRange): Promise<ReadonlyMap<number, StoredAnswer>> {
    const rows = await this.#db
      .selectFrom('answer')
      .selectAll()
      .where('run_id', '=', run)
      .where(sql<boolean>`sample BETWEEN ${range.first} AND ${range.last}`)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('outcome')
              .select('outcome.sample')
              .whereRef('outcome.run_id', '=', 'answer.run_id')
              .whereRef('outcome.sample', '=', 'answer.sample'),
          ),
        ),
      )
      .execute();
    const keys = await this.#contents.keysOf(rows.flatMap(({ scenario_id }) => scenario_id ?? []));
    return new Map(
      rows.flatMap((row): [number, StoredAnswer][] => {
        const response = openedResponse(row, this.#contents, keys);
        if (response === undefined) return [];
        const answer = {
          response,
          asked: row.asked,
          usage: usageIn(row),
          state: row.state ?? undefined,
          serverReason: row.finish_reason,
          sent: row.sent === null ? undefined : STORED_SENT.read(row.sent, `runs/${run}`),
        };
        return [[Number(row.sample), answer]];
      }),
    );
  }

  async #scenarios(run: string, positions: readonly number[]): Promise<ReadonlyMap<number, SampleScenario>> {
    const rows = await this.#db
      .selectFrom('run_scenario')
      .innerJoin('scenario', 'scenario.id', 'run_scenario.scenario_id')
      .select(['run_scenario.position', 'scenario.id', 'scenario.query', 'scenario.profile', 'scenario.rung'])
      .select(['scenario.background', 'scenario.situation', 'scenario.given', 'scenario.sealed'])
      .where('run_scenario.run_id', '=', run)
      .where(sql<boolean>`run_scenario.position = ANY(${positions}::int[])`)
      .execute();
    const keys = await this.#contents.keysOf(rows.flatMap(({ id, sealed }) => (sealed === null ? [] : [id])));
    return new Map(
      rows.flatMap((row): [number, SampleScenario][] => {
        const opened = openedScenario(row, this.#contents, keys);
        if (opened === undefined) return [];
        const { id, query, profile, rung } = opened;
        return [[row.position, noteKey({ id, query, profile, rung }, keys.get(id))]];
      }),
    );
  }
}
