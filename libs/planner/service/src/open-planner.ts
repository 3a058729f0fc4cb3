import { Admission } from '@rookery/planner-admission';
import { comparisonPlaces, openComparisons } from '@rookery/planner-comparison';
import { openEmbedder } from '@rookery/planner-embedding';
import {
  FitStore,
  LibraryFitter,
  LibraryStore,
  migratePlanner,
  openPgvector,
  PathIndex,
  PathStore,
  PathContents,
  pgvectorPlace,
  plannerPlaces,
  sealedPaths,
} from '@rookery/planner-library';
import { corePlanners, PlannerRegistry, Simulations, typescriptPlanners } from '@rookery/planner-planners';
import { BackgroundThreads, ownThread, SearchPool } from '@rookery/planner-pool';
import {
  ComparisonServiceDefinition,
  JudgeServiceDefinition,
  LibraryServiceDefinition,
  PlannerServiceDefinition,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Embedder } from '@rookery/shared-embedding';
import type { Place } from '@rookery/shared-holding';
import { RemotePlanner } from '@rookery/shared-planner-backend';
import { Retention } from '@rookery/shared-retention';
import { openSealing } from '@rookery/shared-sealing';
import { openInference, type Inference } from '@rookery/shared-routing';
import {
  client,
  connect,
  servingCheck,
  type Credentials,
  type ReadinessCheck,
} from '@rookery/shared-transport';
import { gatewayCredentials, type Logger } from '@rookery/shared-runtime';
import type { ServedService } from '@rookery/shared-server';
import { judgedBy, LibraryLessons, type Planning } from '@rookery/planner-planning';
import { comparisonHandlers } from './comparison-handlers.ts';
import type { PlannerConfig } from './config.ts';
import { keptByPlanner } from './kept-by-planner.ts';
import { libraryHandlers } from './library-handlers.ts';
import { planHandlers } from './plan-handlers.ts';

/** Evaluations a millisecond of the slowest planner on simulated problems: what to go by at first. */
const SIMULATED_PER_MS = 1;
/** How often data whose time is over is looked for, in milliseconds. */
const SWEEP_MS = 3_600_000;

/** Planning as it stands open: its services, and what a conversation needs of it. */
export interface OpenPlanner {
  readonly services: readonly [
    ServedService<typeof PlannerServiceDefinition>,
    ServedService<typeof LibraryServiceDefinition>,
    ServedService<typeof ComparisonServiceDefinition>,
  ];
  /** What it holds about people. */
  readonly places: readonly Place[];
  /** Replaces the keys above those of paths and of queries of comparisons where some went. @returns whether they are encrypted */
  readonly destroyKeys: () => Promise<boolean>;
  readonly planning: Planning;
  readonly libraries: LibraryStore;
  readonly paths: PathStore;
  readonly index: PathIndex;
  readonly embedder: Embedder;
  readonly inference: Inference;
  /** What must be there before it can serve. */
  readonly readiness: readonly ReadinessCheck[];
  /** Begins with the work of comparisons. */
  work(): Promise<void>;
}

/**
 * Opens planning: its state, its threads and its jobs. The other services may come later.
 * @param opened takes what has to be closed, in the order of opening
 */
export async function openPlanner(
  config: PlannerConfig,
  database: Database,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<OpenPlanner> {
  await migratePlanner(database);
  const keys = await openSealing(
    { folder: config.ROOKERY_CONTENT_KEYS, ring: 'planner', what: 'what paths were planned for' },
    sealedPaths(database),
    database,
    log,
    opened,
  );
  const contents = new PathContents(database, keys?.sealing);
  const channelTo = (address: string, credentials: Credentials) =>
    opened.adopt(connect(address, credentials), (channel) => channel.close());
  const judge = channelTo(config.ROOKERY_JUDGE_ADDRESS, { secret: config.ROOKERY_PLATFORM_SECRET });
  const inference = opened.adopt(
    openInference(channelTo(config.ROOKERY_GATEWAY_ADDRESS, gatewayCredentials(config)), log),
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
  const inDatabase = await openPgvector(database, config.ROOKERY_VECTOR_SEARCH, log, contents);
  const index = opened.adopt(
    new PathIndex(database, embedder, log, {
      memoryBytes: config.ROOKERY_VECTOR_MEMORY_MB * 2 ** 20,
      inDatabase,
      contents,
    }),
    (open) => open.close(),
  );
  const store = new FitStore(database, contents);
  const fitter = opened.adopt(
    new LibraryFitter({ store, embedder, log, fit: (searches, signal) => searchHost.fit(searches, signal) }),
    (open) => open.close(),
  );
  const planning: Planning = {
    registry: new PlannerRegistry(
      [...corePlanners(searchHost), ...typescriptPlanners()],
      config.ROOKERY_DEFAULT_PLANNER,
      {
        planners: config.ROOKERY_PLANNER_BACKENDS.map(({ name, address }) =>
          opened.adopt(new RemotePlanner(name, address), (planner) => planner.close()),
        ),
        patienceMs: config.ROOKERY_PLANNER_PATIENCE_MS,
        onUnusable: (planner, { code, message }) => {
          log.warn({ planner, code, reason: message }, 'an external planner cannot be used');
        },
      },
    ),
    inference,
    judgeFor: judgedBy(client(JudgeServiceDefinition, judge)),
    lessons: new LibraryLessons({ store, embedder, fitter, log }),
    questionCosts: config.ROOKERY_QUESTION_COSTS,
  };
  const threadsOfComparisons = opened.adopt(
    new BackgroundThreads(config.ROOKERY_COMPARISON_THREADS),
    (open) => open.close(),
  );
  const comparisons = await openComparisons(
    database,
    { planning, threads: threadsOfComparisons },
    config.ROOKERY_CONTENT_KEYS,
    log,
    opened,
  );
  const retention = new Retention(database, log, SWEEP_MS, keptByPlanner(config));
  opened.defer(() => retention.stop());
  const parts = {
    database,
    contents,
    planning,
    lessons: planning.lessons,
    admission: new Admission(),
    simulations: new Simulations(searchHost, planning.registry),
    simulationAdmission: new Admission(Date.now, Math.random, SIMULATED_PER_MS),
    fitter,
    libraries: new LibraryStore(database),
    paths: new PathStore(
      database,
      (path) => {
        index.follow(path);
      },
      contents,
    ),
    index,
  };
  const { libraries, paths } = parts;
  return {
    services: [
      { definition: PlannerServiceDefinition, implementation: planHandlers(parts) },
      { definition: LibraryServiceDefinition, implementation: libraryHandlers(parts) },
      {
        definition: ComparisonServiceDefinition,
        implementation: comparisonHandlers({ planning, ...comparisons }),
      },
    ],
    // Copies of vectors go with them: their line comes before.
    places: [
      ...(inDatabase === undefined ? [] : [pgvectorPlace(contents)]),
      ...plannerPlaces(contents),
      ...comparisonPlaces(comparisons.contents),
    ],
    destroyKeys: async () => {
      await keys?.upkeep.replaceWhatIsDue();
      await comparisons.keys?.upkeep.replaceWhatIsDue();
      return keys !== undefined;
    },
    planning,
    libraries,
    paths,
    index,
    embedder,
    inference,
    readiness: [inference.ready(), servingCheck(judge, JudgeServiceDefinition.fullName)],
    work: async () => {
      // More than threads, so that none waits for the database between two pieces.
      await comparisons.jobs.work(2 * config.ROOKERY_COMPARISON_THREADS);
      await fitter.resume();
    },
  };
}

function logged(log: Logger): (cause: Error | undefined) => void {
  return (cause) => log.error({ err: cause }, 'a thread of searches ended; its searches have failed');
}
