import { BENCHMARK_SCHEMA, usageIn } from '@rookery/benchmark-storage';
import { addUsage, type Usage } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Job, JobTables, Lay, OpenPiece } from '@rookery/shared-jobs';
import { sql, type Expression, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { Ask } from '../asks.ts';
import { STORED_ASK } from './stored-ask.ts';
import type { StoredExperiment } from './stored-spec.ts';
import type { ExperimentTables } from './tables.ts';

/** A step as it is stored. */
export interface Step {
  readonly step: number;
  readonly key: string;
  readonly title: string;
  readonly ask: Ask;
  readonly state: 'open' | 'done' | 'failed';
  readonly reason: string;
  readonly resource: string;
  readonly shared: boolean;
}

/** A step before it is stored. */
export interface NewStep {
  readonly key: string;
  readonly ask: Ask;
}

/** How far a job has come. */
export interface ExperimentProgress {
  readonly steps: readonly Omit<Step, 'ask'>[];
  readonly samplesTotal: number;
  readonly samplesDone: number;
  readonly usage: Usage;
}

/** The rows of experiments. */
export class ExperimentStore {
  readonly #db: Kysely<ExperimentTables>;

  constructor(database: Database) {
    this.#db = database.tables<ExperimentTables>(BENCHMARK_SCHEMA);
  }

  open(): Expression<OpenPiece> {
    return this.#db
      .selectFrom('experiment_step')
      .select(['job', 'piece'])
      .where('state', '=', 'open')
      .distinct();
  }

  async reopen(transaction: Transaction<JobTables>, job: string): Promise<void> {
    await (transaction as Kysely<ExperimentTables>)
      .updateTable('experiment_step')
      .set({ state: 'open', reason: '' })
      .where('job', '=', job)
      .where('state', '=', 'failed')
      .execute();
  }

  /** The open steps of a piece, in order. */
  async openSteps(job: string, piece: number): Promise<readonly Step[]> {
    const rows = await this.#db
      .selectFrom('experiment_step')
      .selectAll()
      .where('job', '=', job)
      .where('piece', '=', piece)
      .where('state', '=', 'open')
      .orderBy('step')
      .execute();
    return rows.map((row) => ({ ...row, ask: STORED_ASK.read(row.ask, `experiments/${job}`) }));
  }

  /** Says what is being made for a step; what was said first stays. */
  async begin(job: string, key: string, resource: string, shared: boolean): Promise<void> {
    await this.#db
      .updateTable('experiment_step')
      .set({ resource, shared })
      .where('job', '=', job)
      .where('key', '=', key)
      .where('resource', '!=', resource)
      .execute();
  }

  async note(
    job: string,
    { step }: Step,
    done: { readonly reason: string; readonly output?: unknown },
  ): Promise<void> {
    await this.#db
      .updateTable('experiment_step')
      .set({
        state: done.reason === '' ? 'done' : 'failed',
        reason: done.reason,
        ...(done.output === undefined ? {} : { output: JSON.stringify(done.output) }),
      })
      .where('job', '=', job)
      .where('step', '=', step)
      .where('state', '=', 'open')
      .execute();
  }

  /** What came of a step besides its resource; undefined: nothing did. */
  async output(job: string, key: string): Promise<unknown> {
    const row = await this.#db
      .selectFrom('experiment_step')
      .select('output')
      .where('job', '=', job)
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.output ?? undefined;
  }

  /** Paths by scenario, as far as they were planned. */
  async paths(job: string, key: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.#db
      .selectFrom('experiment_path')
      .select(['scenario_id', 'attributes'])
      .where('job', '=', job)
      .where('key', '=', key)
      .execute();
    return new Map(rows.map((row) => [row.scenario_id, row.attributes]));
  }

  /** Takes over the paths that other experiments of the same owner have planned for the same. */
  async takeOverPaths({ id, owner }: Job, key: string): Promise<void> {
    await sql`
      INSERT INTO benchmark.experiment_path (job, key, scenario_id, attributes)
      SELECT ${id}, key, scenario_id, min(attributes) FROM benchmark.experiment_path
        JOIN benchmark.job ON job.id = experiment_path.job
       WHERE key = ${key} AND owner = ${owner} AND job.id <> ${id} GROUP BY key, scenario_id
      ON CONFLICT DO NOTHING`.execute(this.#db);
  }

  /** Stores a path with what it took, in one statement; the first path of a scenario stays, and what the other took is counted too. */
  async addPath(
    job: string,
    key: string,
    scenario: string,
    attributes: readonly string[],
    usage: Usage,
  ): Promise<void> {
    await sql`
      WITH stored AS (
        INSERT INTO benchmark.experiment_path (job, key, scenario_id, attributes)
        VALUES (${job}, ${key}, ${scenario}, ${attributes}::text[]) ON CONFLICT DO NOTHING
      )
      UPDATE benchmark.experiment SET ${more(usage)} WHERE job = ${job}`.execute(this.#db);
  }

  /** Counts what was taken for no path. */
  async charge(job: string, usage: Usage): Promise<void> {
    if (usage.calls === 0) return;
    await sql`UPDATE benchmark.experiment SET ${more(usage)} WHERE job = ${job}`.execute(this.#db);
  }

  /** Whether another experiment at work waits for a resource. */
  async isWantedElsewhere(job: string, resource: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('experiment_step')
      .innerJoin('job', 'job.id', 'experiment_step.job')
      .select('experiment_step.step')
      .where('experiment_step.resource', '=', resource)
      .where('experiment_step.state', '=', 'open')
      .where('experiment_step.job', '!=', job)
      .where('job.state', 'in', ['pending', 'running'])
      .executeTakeFirst();
    return row !== undefined;
  }

  async progress(jobs: readonly string[]): Promise<ReadonlyMap<string, ExperimentProgress>> {
    const [experiments, steps, runs, builds] = await Promise.all([
      this.#db.selectFrom('experiment').selectAll().where('job', 'in', jobs).execute(),
      this.#db
        .selectFrom('experiment_step')
        .select(['job', 'step', 'key', 'title', 'state', 'reason', 'resource', 'shared'])
        .where('job', 'in', jobs)
        .orderBy('step')
        .execute(),
      this.#db
        .selectFrom('experiment_step')
        .innerJoin('run', (join) => join.on(sql<boolean>`experiment_step.resource = 'runs/' || run.id`))
        .selectAll('run')
        .select(['experiment_step.job', 'experiment_step.shared'])
        .where('experiment_step.job', 'in', jobs)
        .execute(),
      this.#db
        .selectFrom('experiment_step')
        .innerJoin('library_build', (join) =>
          join.on(sql<boolean>`experiment_step.resource = 'libraryBuilds/' || library_build.job`),
        )
        .select([
          'experiment_step.job',
          'library_build.calls',
          'library_build.input_tokens',
          'library_build.output_tokens',
          'library_build.cost_usd',
          'library_build.unpriced_calls',
        ])
        .where('experiment_step.job', 'in', jobs)
        .where('experiment_step.shared', '=', false)
        .execute(),
    ]);
    return new Map(
      experiments.map((row) => {
        const own = runs.filter(({ job }) => job === row.job);
        const taken = [
          ...own.filter(({ shared }) => !shared),
          ...builds.filter(({ job }) => job === row.job),
        ];
        return [
          row.job,
          {
            steps: steps.filter(({ job }) => job === row.job),
            samplesTotal: own.reduce((sum, run) => sum + Number(run.samples_total), 0),
            samplesDone: own.reduce((sum, run) => sum + Number(run.samples_done), 0),
            usage: taken.reduce((sum, one) => addUsage(sum, usageIn(one)), usageIn(row)),
          },
        ];
      }),
    );
  }
}

function more({ calls, inputTokens, outputTokens, costUsd, unpricedCalls }: Usage): RawBuilder<unknown> {
  return sql`calls = calls + ${calls}, input_tokens = input_tokens + ${inputTokens},
    output_tokens = output_tokens + ${outputTokens}, cost_usd = cost_usd + ${costUsd},
    unpriced_calls = unpriced_calls + ${unpricedCalls}`;
}

/** The rows of a new job. @param limited whether the steps are made one after the other, so that what is left can be told */
export function laySteps(steps: readonly NewStep[], limited: boolean): Lay<StoredExperiment> {
  return async (transaction, { id }) => {
    const tables = transaction as unknown as Kysely<ExperimentTables>;
    await tables.insertInto('experiment').values({ job: id }).execute();
    await tables
      .insertInto('experiment_step')
      .values(
        steps.map(({ key, ask }, step) => ({
          job: id,
          step,
          piece: limited ? 0 : step,
          key,
          title: ask.title,
          ask: STORED_ASK.write(ask),
        })),
      )
      .execute();
  };
}
