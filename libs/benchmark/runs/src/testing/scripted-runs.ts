import type { RunSettings } from '@rookery/benchmark-samples';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  ChunkStore,
  Contents,
  DataSetStore,
  ResultStore,
  ResultWriter,
  RunStore,
  ScenarioStore,
  type ResultRecord,
  type RunProgress,
  type RunRecord,
} from '@rookery/benchmark-storage';
import {
  AnswerState,
  Capability,
  GenerateResponse,
  JudgeResponse,
  Model,
  VerdictState,
  type Usage,
} from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { openJobs, requestDigest, type JobLimits, type Jobs } from '@rookery/shared-jobs';
import { createLog } from '@rookery/shared-runtime';
import { scenarioId, type Scenario } from '@rookery/shared-scenario';
import type { RunParts } from '../active-run.ts';
import { Runs } from '../runs.ts';
import type { Respondents } from '../respondents.ts';

/** What one call of a model takes here. */
export const ONE_CALL: Usage = {
  calls: 1,
  inputTokens: 10,
  outputTokens: 5,
  costUsd: 0.01,
  unpricedCalls: 0,
};

type Generate = Respondents['inference']['generate'];
type Judge = Respondents['judge']['judge'];

export const answered: Generate = async () =>
  GenerateResponse.fromPartial({ text: 'Please rest.', state: AnswerState.WHOLE, usage: ONE_CALL });

export const judged: Judge = async () =>
  JudgeResponse.fromPartial({
    verdict: {
      state: VerdictState.SCORED,
      scores: { riskSensitivity: 3, emotionalEmpathy: 3, userAlignment: 3 },
      promptVersion: 'judge@1',
      words: '3/3/3',
      usage: ONE_CALL,
    },
  });

/** Runs over a real database that ask a model and a judge who answer as a test says. */
export class ScriptedRuns {
  readonly database: Database;
  readonly jobs: Jobs<RunSettings, RunProgress>;
  readonly runs: RunStore;
  /** The model, and the judge. */
  script: { generate: Generate; judge: Judge };
  readonly #scenarioIds: readonly string[];

  readonly #contents: Contents;

  private constructor(
    database: Database,
    contents: Contents,
    opened: Pick<ScriptedRuns, 'jobs' | 'runs' | 'script'>,
    scenarioIds: readonly string[],
  ) {
    this.database = database;
    this.#contents = contents;
    this.jobs = opened.jobs;
    this.runs = opened.runs;
    this.script = opened.script;
    this.#scenarioIds = scenarioIds;
  }

  /**
   * @param scenarios how many there are
   * @param seal opens the contents of the database; not set: they lie as they are
   */
  static async start(
    scenarios: number,
    seal = (database: Database) => Promise.resolve(new Contents(database)),
  ): Promise<ScriptedRuns> {
    const database = await testDatabase();
    await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
    const contents = await seal(database);
    const dataSet = await new DataSetStore(database).open('anna', 'own');
    const rows = Array.from({ length: scenarios }, (_, number) => scenario(number));
    await new ScenarioStore(database, contents).add(dataSet, rows);
    const script = { generate: answered, judge: judged };
    const runs = new RunStore(database);
    const well = (): Promise<void> => Promise.resolve();
    const models = ['a', 'j'].map((id) => Model.fromPartial({ id, capabilities: [Capability.GENERATE] }));
    const parts: RunParts = {
      respondents: {
        inference: {
          generate: (...call) => script.generate(...call),
          models: async () => models,
          batches: async () => [],
        },
        judge: { judge: (...call) => script.judge(...call) },
        agent: { converse: () => Promise.reject(new Error('nobody asks here')) as never },
      },
      probes: { database: well, judge: well, agent: well },
      runs,
      chunks: new ChunkStore(database, contents),
      writer: new ResultWriter(database, { onFailure: () => undefined, pause: () => Promise.resolve() }),
      log: createLog('scripted runs', 'silent'),
    };
    const jobs = await openJobs({
      database,
      schema: BENCHMARK_SCHEMA,
      kind: new Runs(parts),
      log: silentLog,
      runAsJob: (_, work) => work(),
    });
    await jobs.work(4);
    return new ScriptedRuns(
      database,
      contents,
      { jobs, runs, script },
      rows.map(({ id }) => id),
    );
  }

  async create(changes: Partial<RunSettings> = {}, limits?: JobLimits): Promise<RunRecord> {
    const spec: RunSettings = {
      selection: {},
      limit: 0,
      models: ['a'],
      statuses: ['vanilla'],
      repetitions: 1,
      judgeModel: 'j',
      maxQuestions: 0,
      completenessThreshold: 4,
      seed: 1,
      concurrency: 4,
      ...changes,
    };
    const request = { owner: 'anna', asOperator: false, requestId: '', digest: requestDigest(spec), spec };
    const content = { simulated: false, scenarioIds: this.#scenarioIds };
    return this.jobs.create(limits === undefined ? request : { ...request, limits }, (transaction, job) =>
      this.runs.lay(transaction, job, content),
    );
  }

  /** Follows a run to its end. @param seen told of every state on the way */
  async ended({ id }: RunRecord, seen: (run: RunRecord) => void = () => undefined): Promise<RunRecord> {
    let last: RunRecord | undefined;
    for await (const run of this.jobs.watch('everyone', id, new AbortController().signal)) {
      last = run;
      seen(run);
    }
    if (last === undefined) throw new Error('the watch told nothing');
    return last;
  }

  async results({ id }: RunRecord): Promise<readonly ResultRecord[]> {
    const texts = { order: 'by-sample', withTexts: true } as const;
    return (
      await new ResultStore(this.database, this.#contents).list(id, {}, texts, {
        pageSize: 1000,
        pageToken: '',
      })
    ).items;
  }

  async close(): Promise<void> {
    await this.jobs.stop();
    await this.database.close();
  }
}

function scenario(number: number): Scenario {
  const content = {
    query: `Question ${number}?`,
    background: '',
    domain: 'life' as const,
    situation: '',
    profile: { age: String(number) },
  };
  return { ...content, id: scenarioId(content), origin: 'own', sourceRow: number };
}
