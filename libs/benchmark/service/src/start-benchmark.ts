import { setTimeout as sleep } from 'node:timers/promises';
import { LibraryBuilds } from '@rookery/benchmark-library-builds';
import { databasePause } from '@rookery/benchmark-patience';
import { Runs } from '@rookery/benchmark-runs';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  ChunkStore,
  DataSetStore,
  GivenAnswerStore,
  ResultWriter,
  RunStore,
  ScenarioStore,
} from '@rookery/benchmark-storage';
import {
  AgentServiceDefinition,
  JudgeServiceDefinition,
  LibraryServiceDefinition,
  PlannerServiceDefinition,
} from '@rookery/shared-contracts';
import { databaseCheck, migrate, openServiceDatabase, type Database } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { openJobs } from '@rookery/shared-jobs';
import { openInference } from '@rookery/shared-routing';
import { createLog, gatewayKey, runAsJob, type Logger } from '@rookery/shared-runtime';
import { startOrClose, startService, type RunningService } from '@rookery/shared-server';
import { client, connect, servingCheck } from '@rookery/shared-transport';
import type { BenchmarkConfig } from './benchmark-config.ts';
import { benchmarkServices } from './benchmark-services.ts';

const DEFAULT_PORT = 7601;
/** Chunks of runs that one process has open at once: while one waits for its last samples, the next has begun. */
const OPEN_CHUNKS = 4;
/** How long rows that wait for a database that is away may hold up the end, in milliseconds. */
const LAST_ROWS_MS = 5000;

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
  const channel = (address: string, apiKey?: string): ReturnType<typeof connect> => {
    const made = connect(address, apiKey);
    opened.defer(() => Promise.resolve(made.close()));
    return made;
  };
  const gateway = channel(config.ROOKERY_GATEWAY_ADDRESS, gatewayKey(config));
  const judge = channel(config.ROOKERY_JUDGE_ADDRESS);
  const planner = channel(config.ROOKERY_PLANNER_ADDRESS);
  const inference = openInference(gateway, log);
  opened.defer(() => inference.close());
  const judgeServes = servingCheck(judge, JudgeServiceDefinition.fullName);
  const agentServes = servingCheck(planner, AgentServiceDefinition.fullName);
  const plannerServes = servingCheck(planner, PlannerServiceDefinition.fullName);
  const databaseAnswers = databaseCheck(database);

  const [scenarios, runs] = [new ScenarioStore(database), new RunStore(database)];
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
      chunks: new ChunkStore(database),
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

  const service = await startService({
    name: 'benchmark',
    host: config.ROOKERY_HOST,
    port: config.ROOKERY_PORT ?? DEFAULT_PORT,
    log,
    services: benchmarkServices({
      database,
      dataSets: new DataSetStore(database),
      scenarios,
      answers: new GivenAnswerStore(database),
      runs,
      runJobs,
      buildJobs,
      inference,
      libraries: client(LibraryServiceDefinition, planner),
      planner: planning,
    }),
    readiness: [
      databaseAnswers,
      inference.ready(),
      { ...judgeServes, name: 'judge' },
      { ...plannerServes, name: 'planner' },
    ],
    onClose: () => opened.disposeAsync(),
  });
  await Promise.all([runJobs.work(OPEN_CHUNKS), buildJobs.work(config.ROOKERY_BUILD_CONCURRENCY)]);
  // Work on jobs ends before the last calls do: who watches a run sees it stand still, not fail.
  const close = async (): Promise<void> => {
    const worked = Promise.all([runJobs.stop().then(() => writer.drained()), buildJobs.stop()]);
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
