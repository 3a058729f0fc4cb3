import { Admission } from '@rookery/planner-admission';
import {
  ComparisonStore,
  migrateComparisons,
  openComparisonJobs,
  PieceStore,
} from '@rookery/planner-comparison';
import { parseResources, RESOURCE_LIST, resourcesFrom, type ResourcesFor } from '@rookery/planner-crisis';
import { openEmbedder } from '@rookery/planner-embedding';
import {
  BuildStore,
  FitStore,
  LibraryFitter,
  LibraryStore,
  migratePlanner,
  openBuildJobs,
  PathIndex,
  PathStore,
} from '@rookery/planner-library';
import {
  corePlanners,
  CoreSimulations,
  PlannerRegistry,
  typescriptPlanners,
} from '@rookery/planner-planners';
import { BackgroundThreads, ownThread, SearchPool } from '@rookery/planner-pool';
import { InTurn, migrateSessions, SessionStore } from '@rookery/planner-sessions';
import {
  AgentServiceDefinition,
  BenchmarkServiceDefinition,
  JudgeServiceDefinition,
  PlannerServiceDefinition,
} from '@rookery/shared-contracts';
import { databaseCheck, openServiceDatabase } from '@rookery/shared-database';
import { RemotePlanner } from '@rookery/shared-planner-backend';
import { openInference } from '@rookery/shared-routing';
import { questionCost, type AttributeKey } from '@rookery/shared-scenario';
import {
  client,
  connect,
  createLog,
  gatewayKey,
  servingCheck,
  startOrClose,
  startService,
  type Logger,
  type RunningService,
} from '@rookery/shared-service';
import { readFileSync } from 'node:fs';
import { agentHandlers } from './agent/agent-handlers.ts';
import { scenarioPlanner } from './build-library.ts';
import { comparisonWork } from './compare-planners.ts';
import type { PlannerConfig } from './config.ts';
import { judgedBy } from './judging.ts';
import { LibraryLessons } from './library-lessons.ts';
import { plannerHandlers } from './planner-handlers.ts';
import { ScenarioSource } from './scenario-source.ts';

const DEFAULT_PORT = 7603;
/** Evaluations a millisecond of the slowest planner on simulated problems: what to go by at first. */
const SIMULATED_PER_MS = 1;

/**
 * Starts the planner service: PlannerService and AgentService on one socket, and the work of library builds. The other
 * services may come later; health says SERVING once they are there.
 */
export function startPlanner(config: PlannerConfig): Promise<RunningService> {
  return startOrClose((opened) => startWith(config, opened));
}

/** @param opened takes what has to be closed, in the order of opening */
async function startWith(config: PlannerConfig, opened: AsyncDisposableStack): Promise<RunningService> {
  const log = createLog('planner', config.ROOKERY_LOG_LEVEL);
  const database = await openServiceDatabase('planner', config, log);
  opened.defer(() => database.close());
  await migratePlanner(database);
  await migrateComparisons(database);
  await migrateSessions(database);
  const channelTo = (address: string, apiKey?: string) =>
    opened.adopt(connect(address, apiKey), (channel) => channel.close());
  const judge = channelTo(config.ROOKERY_JUDGE_ADDRESS);
  const benchmark = channelTo(config.ROOKERY_BENCHMARK_ADDRESS);
  const inference = opened.adopt(
    openInference(channelTo(config.ROOKERY_GATEWAY_ADDRESS, gatewayKey(config)), log),
    (open) => open.close(),
  );
  const threads = config.ROOKERY_SEARCH_THREADS;
  const searchHost =
    threads === 0
      ? ownThread
      : opened.adopt(new SearchPool({ threads, onThreadLost: logged(log) }), (pool) => pool.close());
  const embedder = opened.adopt(
    await openEmbedder({
      choice: config.ROOKERY_EMBEDDER,
      dataFolder: config.ROOKERY_DATA,
      inference,
      log,
    }),
    (open) => open.close(),
  );
  const index = opened.adopt(new PathIndex(database, embedder, log), (open) => open.close());
  const store = new FitStore(database);
  const fitter = opened.adopt(
    new LibraryFitter({ store, embedder, log, fit: (searches, signal) => searchHost.fit(searches, signal) }),
    (open) => open.close(),
  );
  const builds = new BuildStore(database);
  const jobs = opened.adopt(await openBuildJobs(database, builds, log), (open) => open.stop());
  const comparisonThreads = opened.adopt(new BackgroundThreads(config.ROOKERY_COMPARISON_THREADS), (open) =>
    open.close(),
  );
  const comparisons = new ComparisonStore(database);
  const comparisonPieces = new PieceStore(database);
  const comparisonJobs = opened.adopt(
    await openComparisonJobs(database, comparisons, comparisonPieces, log),
    (open) => open.stop(),
  );
  const parts = {
    comparisons,
    comparisonPieces,
    comparisonJobs,
    comparisonThreads,
    admission: new Admission(),
    simulations: new CoreSimulations(searchHost, config.ROOKERY_DEFAULT_PLANNER),
    simulationAdmission: new Admission(Date.now, Math.random, SIMULATED_PER_MS),
    planning: {
      registry: new PlannerRegistry(
        [...corePlanners(searchHost), ...typescriptPlanners()],
        config.ROOKERY_DEFAULT_PLANNER,
        {
          planners: config.ROOKERY_PLANNER_BACKENDS.map(({ name, address }) =>
            opened.adopt(new RemotePlanner(name, address), (planner) => planner.close()),
          ),
          patienceMs: config.ROOKERY_PLANNER_PATIENCE_MS,
          onUnusable: (planner, { code, message }) => {
            log.warn({ planner, code, reason: message }, 'an external planner can not be used');
          },
        },
      ),
      inference,
      judgeFor: judgedBy(client(JudgeServiceDefinition, judge)),
      lessons: new LibraryLessons({ store, embedder, fitter, log }),
      questionCosts: config.ROOKERY_QUESTION_COSTS,
    },
    fitter,
    libraries: new LibraryStore(database),
    scenarios: new ScenarioSource(client(BenchmarkServiceDefinition, benchmark)),
    paths: new PathStore(database, (path) => {
      index.follow(path);
    }),
    builds,
    jobs,
    index,
    database,
  };
  const sessions = new SessionStore(database, {
    ttlMs: config.ROOKERY_SESSION_HOURS * 3_600_000,
    mostPerOwner: config.ROOKERY_SESSIONS_PER_KEY,
  });
  opened.use(sweeping(sessions, log));
  const agent = {
    inference,
    paths: parts.paths,
    index: parts.index,
    planning: parts.planning,
    sessions,
    inTurn: new InTurn(),
    defaults: {
      abstention: config.ROOKERY_ABSTENTION,
      pathUse: config.ROOKERY_PATH_USE,
      keepTraces: config.ROOKERY_KEEP_TRACES,
    },
    resourcesFor: crisisResources(config.ROOKERY_CRISIS_RESOURCES),
    costOf: (attribute: AttributeKey) =>
      config.ROOKERY_QUESTION_BURDEN + questionCost(config.ROOKERY_QUESTION_COSTS, attribute),
    log,
  };
  await jobs.work(scenarioPlanner(parts), config.ROOKERY_BUILD_CONCURRENCY);
  // More than threads, so that none waits for the database between two pieces.
  await comparisonJobs.work(comparisonWork(parts), 2 * config.ROOKERY_COMPARISON_THREADS);
  await fitter.resume();

  return startService({
    name: 'planner',
    host: config.ROOKERY_HOST,
    port: config.ROOKERY_PORT ?? DEFAULT_PORT,
    log,
    services: [
      { definition: PlannerServiceDefinition, implementation: plannerHandlers(parts) },
      { definition: AgentServiceDefinition, implementation: agentHandlers(agent) },
    ],
    readiness: [
      databaseCheck(database),
      inference.ready(),
      servingCheck(judge, JudgeServiceDefinition.fullName),
    ],
    onClose: () => opened.disposeAsync(),
  });
}

/** The deployment's own list, else ours. @throws Error that names what is wrong with the file: a service must not send people astray */
function crisisResources(path: string | undefined): ResourcesFor {
  if (path === undefined) return resourcesFrom(RESOURCE_LIST);
  try {
    return resourcesFrom(parseResources(readFileSync(path, 'utf8')));
  } catch (caught) {
    throw new Error(
      `ROOKERY_CRISIS_RESOURCES: ${path}: ${caught instanceof Error ? caught.message : String(caught)}`,
      { cause: caught },
    );
  }
}

const SWEEP_MS = 60_000;

/** Erases sessions whose time is over, once a minute. */
function sweeping(sessions: SessionStore, log: Logger): Disposable {
  const timer = setInterval(() => {
    sessions.sweep().then(
      (erased) => erased > 0 && log.info({ sessions: erased }, 'erased sessions whose time was over'),
      (caught: unknown) => log.warn({ err: caught }, 'sessions could not be swept; trying again'),
    );
  }, SWEEP_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function logged(log: Logger): (cause: Error | undefined) => void {
  return (cause) => log.error({ err: cause }, 'a thread of searches ended; its searches have failed');
}
