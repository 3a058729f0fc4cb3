import { BuildStore, migratePlanner, openBuildJobs, PathIndex, PathStore } from '@rookery/planner-library';
import { corePlanners, PlannerRegistry } from '@rookery/planner-planners';
import {
  AgentServiceDefinition,
  BenchmarkServiceDefinition,
  JudgeServiceDefinition,
  PlannerServiceDefinition,
} from '@rookery/shared-contracts';
import { databaseReady, openDatabase, type Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { openInference } from '@rookery/shared-routing';
import {
  client,
  connect,
  createLog,
  servingCheck,
  startService,
  type ReadinessCheck,
  type RunningService,
} from '@rookery/shared-service';
import { agentHandlers } from './agent-handlers.ts';
import { scenarioPlanner } from './build-library.ts';
import type { PlannerConfig } from './config.ts';
import { judgedBy } from './judging.ts';
import { plannerHandlers } from './planner-handlers.ts';
import { ScenarioSource } from './scenario-source.ts';

const DEFAULT_PORT = 7603;

/** Starts the planner service: PlannerService and AgentService on one socket, and the work of library builds. */
export async function startPlanner(config: PlannerConfig): Promise<RunningService> {
  const log = createLog('planner', config.ROOKERY_LOG_LEVEL);
  const database = await openDatabase({
    databaseUrl: config.DATABASE_URL,
    dataFolder: config.ROOKERY_DATA,
    service: 'planner',
    log,
  });
  await migratePlanner(database);
  const channels = {
    gateway: connect(config.ROOKERY_GATEWAY_ADDRESS),
    judge: connect(config.ROOKERY_JUDGE_ADDRESS),
    benchmark: connect(config.ROOKERY_BENCHMARK_ADDRESS),
  };
  const inference = openInference(channels.gateway, log);
  const paths = new PathStore(database);
  const builds = new BuildStore(database);
  const jobs = await openBuildJobs(database, builds, log);
  const parts = {
    planning: {
      registry: new PlannerRegistry(corePlanners(), config.ROOKERY_DEFAULT_PLANNER),
      inference,
      judgeFor: judgedBy(client(JudgeServiceDefinition, channels.judge)),
    },
    scenarios: new ScenarioSource(client(BenchmarkServiceDefinition, channels.benchmark)),
    paths,
    builds,
    jobs,
    index: new PathIndex(database),
  };
  await jobs.work(scenarioPlanner(parts), config.ROOKERY_BUILD_CONCURRENCY);

  return startService({
    name: 'planner',
    host: config.ROOKERY_HOST,
    port: config.ROOKERY_PORT ?? DEFAULT_PORT,
    log,
    services: [
      { definition: PlannerServiceDefinition, implementation: plannerHandlers(parts) },
      { definition: AgentServiceDefinition, implementation: agentHandlers({ inference, ...parts }) },
    ],
    readiness: [
      databaseCheck(database),
      inference.ready(),
      servingCheck(channels.judge, JudgeServiceDefinition.fullName),
    ],
    onClose: async () => {
      await jobs.stop();
      await inference.close();
      for (const channel of Object.values(channels)) channel.close();
      await database.close();
    },
  });
}

function databaseCheck(database: Database): ReadinessCheck {
  return {
    name: 'database',
    check: async () => {
      if (!(await databaseReady(database)))
        throw new RookeryError('UNAVAILABLE', 'the database does not answer');
    },
  };
}
