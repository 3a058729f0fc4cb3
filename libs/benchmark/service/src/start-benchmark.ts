import { setTimeout as sleep } from 'node:timers/promises';
import { BuildControl, LibraryBuilds } from '@rookery/benchmark-library-builds';
import { databasePause } from '@rookery/benchmark-patience';
import { RunControl, Runs } from '@rookery/benchmark-runs';
import { Syntheses } from '@rookery/benchmark-synthesis';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  ChunkStore,
  Contents,
  DataSetStore,
  GivenAnswerStore,
  ResultWriter,
  RunStore,
  ScenarioStore,
  sealedBenchmark,
} from '@rookery/benchmark-storage';
import {
  AgentServiceDefinition,
  ComparisonServiceDefinition,
  HoldingServiceDefinition,
  JudgeServiceDefinition,
  LibraryServiceDefinition,
  PlannerServiceDefinition,
} from '@rookery/shared-contracts';
import { databaseCheck, migrate, openServiceDatabase, type Database } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { openJobs } from '@rookery/shared-jobs';
import { Retention } from '@rookery/shared-retention';
import { openInference } from '@rookery/shared-routing';
import { openSealing } from '@rookery/shared-sealing';
import { createLog, gatewayCredentials, runAsJob, type Logger } from '@rookery/shared-runtime';
import { startOrClose, startService, type RunningService } from '@rookery/shared-server';
import { client, connect, servingCheck, type Credentials } from '@rookery/shared-transport';
import type { BenchmarkConfig } from './benchmark-config.ts';
import { benchmarkServices } from './benchmark-services.ts';
import { keptResults } from './kept-results.ts';
import { openExperiments } from './open-experiments.ts';
import { openPeople } from './open-people.ts';

const DEFAULT_PORT = 7601;
/** Chunks of runs that one process has open at once: while one waits for its last samples, the next has begun. */
const OPEN_CHUNKS = 4;
/** People of syntheses that one process has queries written for at once. */
const OPEN_PEOPLE = 8;
/** Steps of experiments that one process waits for at once: while one run ends, the next ones have begun. */
const OPEN_STEPS = 3;
/** Erasures that one process is at work on at once: most wait, for processes that are away. */
const OPEN_ERASURES = 4;
/** How long rows that wait for a database that is away may hold up the end, in milliseconds. */
const LAST_ROWS_MS = 5000;
/** How often data whose time is over is looked for, in milliseconds. */
const SWEEP_MS = 3_600_000;

/** Starts the benchmark service: its state, its jobs, its server and its share of the work. */
export function startBenchmark(config: BenchmarkConfig): Promise<RunningService> {
  return startOrClose((opened) => startWith(config, opened));
}

/** @param opened takes what has to be closed, in the order of opening */
async function startWith(config: BenchmarkConfig, opened: AsyncDisposableStack): Promise<RunningService> {
  const log = createLog('benchmark', config.ROOKERY_LOG_LEVEL);
  const database = await openServiceDatabase('benchmark', config, log);
  opened.defer(() => database.close());
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  const keys = await openSealing(
    {
      folder: config.ROOKERY_CONTENT_KEYS,
      ring: 'benchmark',
      what: 'what scenarios and results say of people',
    },
    sealedBenchmark(database),
    database,
    log,
    opened,
  );
  const contents = new Contents(database, keys?.sealing);
  const secret = config.ROOKERY_PLATFORM_SECRET;
  const channel = (address: string, credentials: Credentials): ReturnType<typeof connect> => {
    const made = connect(address, credentials);
    opened.defer(() => Promise.resolve(made.close()));
    return made;
  };
  const gateway = channel(config.ROOKERY_GATEWAY_ADDRESS, gatewayCredentials(config));
  const judge = channel(config.ROOKERY_JUDGE_ADDRESS, { secret });
  const planner = channel(config.ROOKERY_PLANNER_ADDRESS, { secret });
  const inference = openInference(gateway, log);
  opened.defer(() => inference.close());
  const judgeServes = servingCheck(judge, JudgeServiceDefinition.fullName);
  const agentServes = servingCheck(planner, AgentServiceDefinition.fullName);
  const plannerServes = servingCheck(planner, PlannerServiceDefinition.fullName);
  const databaseAnswers = databaseCheck(database);

  const [scenarios, runs] = [new ScenarioStore(database, contents), new RunStore(database)];
  const writer = openWriter(database, log);
  const planning = client(PlannerServiceDefinition, planner);
  const common = { database, schema: BENCHMARK_SCHEMA, log, runAsJob };
  const runJobs = await openJobs({
    ...common,
    kind: new Runs({
      respondents: {
        inference,
        judge: client(JudgeServiceDefinition, judge),
        agent: client(AgentServiceDefinition, planner),
      },
      probes: { database: databaseAnswers.check, judge: judgeServes.check, agent: agentServes.check },
      runs,
      chunks: new ChunkStore(database, contents),
      writer,
      log,
    }),
  });
  opened.defer(() => runJobs.stop());
  const buildJobs = await openJobs({
    ...common,
    kind: new LibraryBuilds({ database, scenarios, planner: planning, probe: plannerServes.check, log }),
  });
  opened.defer(() => buildJobs.stop());
  const synthesisJobs = await openJobs({
    ...common,
    kind: new Syntheses({
      database,
      contents,
      scenarios,
      inference,
      probe: (signal) => inference.ready().check(signal),
      log,
    }),
  });
  opened.defer(() => synthesisJobs.stop());

  const [dataSets, answers] = [new DataSetStore(database), new GivenAnswerStore(database, contents)];
  const libraries = client(LibraryServiceDefinition, planner);
  const stores = { dataSets, scenarios, answers, runs };
  const runControl = new RunControl({ ...stores, jobs: runJobs, inference, libraries });
  const buildControl = new BuildControl({ dataSets, scenarios, jobs: buildJobs, planner: planning });
  const steps = {
    dataSets,
    scenarios,
    runs: { jobs: runJobs, control: runControl },
    builds: { jobs: buildJobs, control: buildControl },
    planner: planning,
    probe: plannerServes.check,
    comparisons: client(ComparisonServiceDefinition, planner),
    libraries,
  };
  const experiments = await openExperiments(common, steps, inference);
  const { jobs: experimentJobs } = experiments;
  opened.defer(() => experimentJobs.stop());
  const people = await openPeople(
    common,
    { contents, upkeep: keys?.upkeep },
    client(HoldingServiceDefinition, gateway),
  );
  opened.defer(() => people.jobs.stop());

  const retention = new Retention(database, log, SWEEP_MS, keptResults(config.ROOKERY_RESULT_DAYS));
  opened.defer(() => retention.stop());

  const service = await startService({
    name: 'benchmark',
    host: config.ROOKERY_HOST,
    port: config.ROOKERY_PORT ?? DEFAULT_PORT,
    log,
    secret,
    services: benchmarkServices({
      database,
      contents,
      ...stores,
      runJobs,
      runControl,
      buildJobs,
      synthesisJobs,
      inference,
      buildControl,
      experiments,
      people,
    }),
    readiness: [
      databaseAnswers,
      inference.ready(),
      { ...judgeServes, name: 'judge' },
      { ...plannerServes, name: 'planner' },
    ],
    graceMs: config.ROOKERY_DRAIN_MS,
    onClose: () => opened.disposeAsync(),
  });
  await Promise.all([
    runJobs.work(OPEN_CHUNKS),
    buildJobs.work(config.ROOKERY_BUILD_CONCURRENCY),
    synthesisJobs.work(OPEN_PEOPLE),
    experimentJobs.work(OPEN_STEPS),
    people.jobs.work(OPEN_ERASURES),
  ]);
  // Work on jobs ends before the last calls do: who watches a run sees it stand still, not fail.
  const close = async (): Promise<void> => {
    const worked = Promise.all([
      experimentJobs.stop(),
      people.jobs.stop(),
      runJobs.stop().then(() => writer.drained()),
      buildJobs.stop(),
      synthesisJobs.stop(),
    ]);
    await Promise.race([worked, sleep(LAST_ROWS_MS, undefined, { ref: false })]);
    await service.close();
  };
  let closing: Promise<void> | undefined;
  return { address: service.address, close: () => (closing ??= close()) };
}

function openWriter(database: Database, log: Logger): ResultWriter {
  const never = new AbortController().signal;
  let failing = false;
  return new ResultWriter(database, {
    onFailure: (caught) => {
      // Said once per outage, not once per try.
      if (!failing) log.warn({ err: asRookeryError(caught) }, 'the database takes no results; trying again');
      failing = true;
    },
    pause: async (tries) => {
      await databasePause(tries, never);
      failing = tries > 1;
    },
  });
}
