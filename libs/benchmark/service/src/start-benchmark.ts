import { setTimeout as sleep } from 'node:timers/promises';
import { databasePause, RunControl, RunEngine } from '@rookery/benchmark-runs';
import {
  type ChunkIds,
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  ChunkStore,
  ResultStore,
  ResultWriter,
  RunStore,
  ScenarioStore,
} from '@rookery/benchmark-storage';
import {
  AgentServiceDefinition,
  BenchmarkServiceDefinition,
  JudgeServiceDefinition,
  PlannerServiceDefinition,
} from '@rookery/shared-contracts';
import {
  databaseCheck,
  migrate,
  openQueue,
  openServiceDatabase,
  type Database,
} from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { openInference } from '@rookery/shared-routing';
import { client, connect, servingCheck } from '@rookery/shared-transport';
import { createLog, gatewayKey, type Logger } from '@rookery/shared-runtime';
import { startOrClose, startService, type RunningService } from '@rookery/shared-server';
import type { BenchmarkConfig } from './benchmark-config.ts';
import { benchmarkService } from './benchmark-service.ts';

const DEFAULT_PORT = 7601;
/** How long rows that wait for a database that is away may hold up the end, in milliseconds. */
const LAST_ROWS_MS = 5000;

/** Starts the benchmark service: its state, its queue, its server and its share of the work on runs. */
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

  const [scenarios, runs, chunks] = [
    new ScenarioStore(database),
    new RunStore(database),
    new ChunkStore(database),
  ];
  const queue = await openQueue<ChunkIds>({
    database,
    schema: 'benchmark_queue',
    name: 'chunks',
    log,
    // A chunk of slow models may take hours; a dead worker is noticed by its silence, not by this.
    expireSeconds: 86_400,
  });
  opened.defer(() => queue.stop());
  const judgeServes = servingCheck(judge, JudgeServiceDefinition.fullName);
  const agentServes = servingCheck(planner, AgentServiceDefinition.fullName);
  const engine = new RunEngine(
    {
      respondents: {
        inference,
        judge: client(JudgeServiceDefinition, judge),
        agent: client(AgentServiceDefinition, planner),
      },
      probes: {
        database: databaseCheck(database).check,
        judge: (signal) => judgeServes.check(signal),
        agent: (signal) => agentServes.check(signal),
      },
      runs,
      chunks,
      writer: openWriter(database, log),
      log,
    },
    queue,
  );
  const control = new RunControl({
    scenarios,
    runs,
    queue,
    inference,
    planner: client(PlannerServiceDefinition, planner),
  });
  const service = await startService({
    name: 'benchmark',
    host: config.ROOKERY_HOST,
    port: config.ROOKERY_PORT ?? DEFAULT_PORT,
    log,
    services: [
      {
        definition: BenchmarkServiceDefinition,
        implementation: benchmarkService({
          database,
          scenarios,
          runs,
          results: new ResultStore(database),
          control,
        }),
      },
    ],
    readiness: [
      databaseCheck(database),
      inference.ready(),
      { ...judgeServes, name: 'judge' },
      { ...servingCheck(planner, PlannerServiceDefinition.fullName), name: 'planner' },
    ],
    onClose: () => opened.disposeAsync(),
  });
  await engine.start();
  // Work on runs ends before the last calls do: who watches a run sees it stand still, not fail.
  const close = async (): Promise<void> => {
    await Promise.race([engine.close(), sleep(LAST_ROWS_MS, undefined, { ref: false })]);
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
