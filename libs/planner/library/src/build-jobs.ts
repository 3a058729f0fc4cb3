import { type Database, type Queue, type RunningJob, mayPass, openQueue } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import type { BuildStore, ScenarioOutcome } from './build-store.ts';
import type { Build, BuildLimits } from './build.ts';

/** Plans one scenario of a build and stores its path, once however often it is called. */
export type PlanScenario = (build: Build, scenario: string, signal: AbortSignal) => Promise<ScenarioOutcome>;

interface BuildLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Ids of one job. */
type ChunkIds = Readonly<{ build: string; chunk: number }>;

/** Attempts of a chunk: with up to half a minute between them an outage may last for some twenty minutes. */
const MOST_ATTEMPTS = 50;
/** From this attempt on a chunk gives up what still fails, while the queue would still try again. */
const LAST_PATIENT_ATTEMPT = 45;

/** Most scenarios of a chunk; a small build has smaller ones, so that all workers have something to do. */
const LARGEST_CHUNK = 5;
const FEWEST_CHUNKS = 32;

/** One attempt of a chunk: a search over a slow model can take a while. */
const EXPIRE_SECONDS = 6 * 3_600;

/** Cuts a list of scenarios into chunks, one job each. */
export function chunksOf(scenarios: readonly string[]): string[][] {
  const size = Math.min(LARGEST_CHUNK, Math.max(1, Math.floor(scenarios.length / FEWEST_CHUNKS)));
  const chunks: string[][] = [];
  for (let from = 0; from < scenarios.length; from += size) chunks.push(scenarios.slice(from, from + size));
  return chunks;
}

/** Does the work of builds: chunks of scenarios from a durable queue, several at once, in any number of processes. */
export class BuildJobs {
  readonly #queue: Queue<ChunkIds>;
  readonly #store: BuildStore;
  readonly #log: BuildLog;

  /** Use openBuildJobs. */
  constructor(queue: Queue<ChunkIds>, store: BuildStore, log: BuildLog) {
    this.#queue = queue;
    this.#store = store;
    this.#log = log;
  }

  /** Stores a build with a job for each chunk, all or nothing. The same request id gives back its build. */
  create(build: {
    requestId: string;
    library: string;
    spec: unknown;
    limits: BuildLimits;
    scenarios: readonly string[];
  }): Promise<Build> {
    const chunks = chunksOf(build.scenarios);
    return this.#store.create({ ...build, chunks }, async (transaction, id) => {
      await this.#queue.send(
        chunks.map((_, chunk) => jobOf(id, chunk)),
        { transaction },
      );
    });
  }

  /**
   * Lets an ended build go on, failed scenarios included.
   * @param limits take the place of the old ones where they are given
   * @throws RookeryError NOT_FOUND; FAILED_PRECONDITION when nothing is left to plan
   */
  async resume(id: string, limits: BuildLimits): Promise<Build> {
    const { state } = await this.#store.get(id);
    // A job of the ended build that waits or runs to its end would keep the new one of its chunk out of the queue.
    if (state !== 'pending' && state !== 'running') await this.#queue.cancel({ build: id });
    return this.#store.resume(id, limits, async (transaction, chunks) => {
      await this.#queue.send(
        chunks.map((chunk) => jobOf(id, chunk)),
        { transaction },
      );
    });
  }

  /** Cancels a build; what it has in flight is given up. @throws RookeryError NOT_FOUND */
  async cancel(id: string): Promise<Build> {
    const build = await this.#store.cancel(id);
    if (build.state === 'cancelled') await this.#queue.cancel({ build: id });
    return build;
  }

  /** Begins to work; `concurrency` chunks at once in this process. */
  work(planScenario: PlanScenario, concurrency: number): Promise<void> {
    return this.#queue.work((job) => this.#plan(job, planScenario), { concurrency });
  }

  /** Gives up what is in flight, to be taken up by another process or after a restart. */
  stop(): Promise<void> {
    return this.#queue.stop();
  }

  async #plan(job: RunningJob<ChunkIds>, planScenario: PlanScenario): Promise<void> {
    const { build: id, chunk } = job.ids;
    if (!(await this.#store.begin(id))) return;
    for (const scenario of await this.#store.pendingIn(id, chunk)) {
      const build = await this.#store.get(id);
      const reached = limitReached(build);
      if (reached !== undefined) {
        await this.#store.stop(id, reached);
        return;
      }
      const outcome = await this.#outcome(job, () => planScenario(build, scenario, job.signal));
      await this.#store.record(id, scenario, outcome);
      if (outcome.state === 'failed') {
        this.#log.warn({ build: id, scenario, reason: outcome.reason }, 'a scenario could not be planned');
      }
    }
    await this.#store.settle(id);
  }

  // What may pass is thrown, and the queue tries the chunk again later.
  async #outcome(job: RunningJob<ChunkIds>, plan: () => Promise<ScenarioOutcome>): Promise<ScenarioOutcome> {
    job.signal.throwIfAborted();
    try {
      return await plan();
    } catch (caught) {
      job.signal.throwIfAborted();
      const error = asRookeryError(caught);
      if (mayPass(error) && job.attempt < LAST_PATIENT_ATTEMPT) throw error;
      return { state: 'failed', reason: error.code };
    }
  }
}

function jobOf(build: string, chunk: number) {
  return { key: `${build}/${chunk}`, ids: { build, chunk } };
}

function limitReached({ usage, limits }: Build): string | undefined {
  if (usage.calls >= (limits.maxCalls ?? Infinity))
    return `${usage.calls} of ${limits.maxCalls ?? 0} calls were made`;
  if (usage.costUsd >= (limits.maxCostUsd ?? Infinity)) {
    return `${usage.costUsd.toFixed(4)} of ${limits.maxCostUsd ?? 0} US dollars were spent`;
  }
  return undefined;
}

/** Opens the queue of builds, making it when missing. */
export async function openBuildJobs(
  database: Database,
  store: BuildStore,
  log: BuildLog,
): Promise<BuildJobs> {
  const queue = await openQueue<ChunkIds>({
    database,
    schema: 'planner_queue',
    name: 'build-chunks',
    log,
    retryLimit: MOST_ATTEMPTS,
    expireSeconds: EXPIRE_SECONDS,
  });
  return new BuildJobs(queue, store, log);
}
