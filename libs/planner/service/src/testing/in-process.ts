import { Admission } from '@rookery/planner-admission';
import { openComparisons } from '@rookery/planner-comparison';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import {
  FitStore,
  LibraryFitter,
  LibraryStore,
  migratePlanner,
  PathContents,
  PathIndex,
  PathStore,
} from '@rookery/planner-library';
import { corePlanners, PlannerRegistry, Simulations, typescriptPlanners } from '@rookery/planner-planners';
import { LibraryLessons, type Planning } from '@rookery/planner-planning';
import { BackgroundThreads, ownThread } from '@rookery/planner-pool';
import {
  ComparePlannersRequest,
  GenerateResponse,
  Model,
  PlanRequest,
  PlanResponse,
  type ComparisonServiceImplementation,
  type LibraryServiceImplementation,
  type PlannerServiceImplementation,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import type { Inference } from '@rookery/shared-routing';
import { runAsJob, type Caller } from '@rookery/shared-runtime';
import { comparisonHandlers } from '../comparison-handlers.ts';
import { libraryHandlers } from '../library-handlers.ts';
import { planHandlers } from '../plan-handlers.ts';

export const ANNA: Caller = { name: 'anna', operator: false };
export const BOB: Caller = { name: 'bob', operator: false };
export const OPERATOR: Caller = { name: 'olga', operator: true };

export const MODEL = 'sim/one';

/** A search of two evaluations by a planner that needs no ranking. */
export const PLAN = PlanRequest.fromPartial({
  query: 'How can I sleep?',
  profile: { values: { age: '55+', gender: 'Other' } },
  options: {
    planner: 'one-at-a-time',
    parametersJson: '{"rounds":1}',
    answerModel: MODEL,
    judgeModel: MODEL,
  },
});

/** A comparison of a few searches on a simulated world. */
export const COMPARE = ComparePlannersRequest.fromPartial({
  spec: { contenders: [{ planner: 'random' }], checkpoints: [1], worlds: { worlds: [{}], problems: 2 } },
});

/** The handlers of the planner service in this process, over a database of their own and a model that answers at once. */
export class InProcess {
  readonly database: Database;
  readonly plans: PlannerServiceImplementation;
  readonly libraries: LibraryServiceImplementation;
  readonly comparisons: ComparisonServiceImplementation;
  readonly #opened: AsyncDisposableStack;
  readonly #asked: { readonly count: number };

  private constructor(
    opened: AsyncDisposableStack,
    asked: { readonly count: number },
    handlers: Pick<InProcess, 'database' | 'plans' | 'libraries' | 'comparisons'>,
  ) {
    this.#opened = opened;
    this.#asked = asked;
    this.database = handlers.database;
    this.plans = handlers.plans;
    this.libraries = handlers.libraries;
    this.comparisons = handlers.comparisons;
  }

  /** Comparisons are taken, and nothing works on them. */
  static async open(): Promise<InProcess> {
    const opened = new AsyncDisposableStack();
    const database = opened.adopt(await testDatabase(), (open) => open.close());
    await migratePlanner(database);
    const asked = { count: 0 };
    const embedder = lexicalEmbedder();
    const index = opened.adopt(new PathIndex(database, embedder, silentLog), (open) => open.close());
    const store = new FitStore(database);
    const fit = (...given: Parameters<typeof ownThread.fit>) => ownThread.fit(...given);
    const fitter = opened.adopt(new LibraryFitter({ store, embedder, log: silentLog, fit }), (open) =>
      open.close(),
    );
    const planning: Planning = {
      registry: new PlannerRegistry([...corePlanners(ownThread), ...typescriptPlanners()], 'path-kg'),
      inference: answeringAtOnce(asked),
      judgeFor: () => async () => 3,
      lessons: new LibraryLessons({ store, embedder, fitter, log: silentLog }),
      questionCosts: {},
    };
    const threads = opened.adopt(new BackgroundThreads(1), (open) => open.close());
    const comparisons = await openComparisons(database, { planning, threads }, undefined, silentLog, opened);
    const parts = {
      database,
      contents: new PathContents(database),
      planning,
      lessons: planning.lessons,
      admission: new Admission(),
      simulations: new Simulations(ownThread, planning.registry),
      simulationAdmission: new Admission(),
      fitter,
      libraries: new LibraryStore(database),
      paths: new PathStore(database, (path) => {
        index.follow(path);
      }),
      index,
    };
    return new InProcess(opened, asked, {
      database,
      plans: planHandlers(parts),
      libraries: libraryHandlers(parts),
      comparisons: comparisonHandlers({ planning, ...comparisons }),
    });
  }

  /** Calls of models so far. */
  get modelCalls(): number {
    return this.#asked.count;
  }

  /** All that a call of Plan gives. */
  plan(caller: Caller, change: Parameters<typeof PlanRequest.fromPartial>[0] = {}): Promise<PlanResponse[]> {
    const request = PlanRequest.fromPartial({ ...PLAN, ...change });
    return called(caller, async (context) => {
      const responses = await Array.fromAsync(this.plans.plan(request, context));
      return responses.map((response) => PlanResponse.fromPartial(response));
    });
  }

  close(): Promise<void> {
    return this.#opened.disposeAsync();
  }
}

type Context = Parameters<PlannerServiceImplementation['plan']>[1];

/** Calls a handler as the edge does for this caller. */
export function called<T>(caller: Caller, handler: (context: Context) => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  // Handlers take nothing else of it.
  const context = { signal } as Context;
  return runAsJob({ caller, signal }, () => handler(context));
}

function answeringAtOnce(asked: { count: number }): Inference {
  return {
    generate: async () => {
      asked.count += 1;
      return GenerateResponse.fromPartial({ text: 'Rest.', simulated: true });
    },
    generateStream: () => {
      throw new Error('a search does not stream');
    },
    embed: () => Promise.reject(new Error('a search does not embed')),
    batches: () => Promise.resolve([]),
    models: async () => [Model.fromPartial({ id: MODEL, simulated: true })],
    ready: () => ({ name: 'models', check: async () => undefined }),
    close: async () => undefined,
  };
}
