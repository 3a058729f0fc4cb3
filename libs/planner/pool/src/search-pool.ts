import { onAbort } from '@rookery/shared-concurrency';
import type { FinishedSearch, LibraryLesson, Problem } from '@rookery/shared-planner-wasm';
import { RookeryError } from '@rookery/shared-errors';
import { fitApart } from './fit-apart.ts';
import { unpackPath } from './packing.ts';
import { PoolThread, type Going } from './pool-thread.ts';
import { PooledSearch, type Beginning } from './pooled-search.ts';
import type { PackedSimulation } from './protocol.ts';
import type { FittedLibrary, SearchHost } from './search-host.ts';
import { SearchThread } from './search-thread.ts';
import type { Simulation, SimulationEvent } from './simulation.ts';
import { watchSearches } from './watch-searches.ts';

export interface PoolOptions {
  /** Most threads, 1 or more. One is started when a search comes and none is idle. */
  readonly threads: number;
  /** Most searches open at once, simulations not counted; 4096 for each thread when not set. */
  readonly mostSearches?: number;
  /** Told when a thread ends that was not ended by the pool; the next search gets a new one. */
  readonly onThreadLost?: (cause: Error | undefined) => void;
  /** Starts a thread. */
  readonly openThread?: () => SearchThread;
}

const SEARCHES_A_THREAD = 4096;
/** When a caller may try again that was refused, milliseconds. */
const RETRY_MS = 1000;
/** How long `close` waits for searches to end, milliseconds. */
const GRACE_MS = 5_000;

/** Worker threads for the searches of the core. Each search lives on the thread with the least to do when it began. */
export class SearchPool implements SearchHost {
  readonly #poolThreads = new Set<PoolThread>();
  readonly #threads: number;
  readonly #mostSearches: number;
  readonly #onThreadLost: (cause: Error | undefined) => void;
  readonly #openThread: () => SearchThread;
  readonly #unwatch: () => void;
  readonly #emptied = Promise.withResolvers<void>();
  #searches = 0;
  #closing: Promise<void> | undefined;

  constructor(options: PoolOptions) {
    this.#threads = options.threads;
    this.#mostSearches = options.mostSearches ?? SEARCHES_A_THREAD * options.threads;
    this.#onThreadLost = options.onThreadLost ?? (() => undefined);
    this.#openThread = options.openThread ?? (() => new SearchThread());
    this.#unwatch = watchSearches(this, { threads: this.#threads, searches: this.#mostSearches });
  }

  /** Searches open and simulations under way, and the threads they are on. */
  get load(): { readonly threads: number; readonly searches: number; readonly simulations: number } {
    const poolThreads = [...this.#poolThreads];
    return {
      threads: poolThreads.length,
      searches: poolThreads.reduce((sum, { open }) => sum + open, 0),
      simulations: poolThreads.reduce((sum, { going }) => sum + going.size, 0),
    };
  }

  async start(
    problem: Problem,
    planner: string,
    parameters: Readonly<Record<string, unknown>> = {},
    lesson?: LibraryLesson,
  ): Promise<PooledSearch> {
    return this.#begin({ problem, planner, parameters, lesson });
  }

  /** Goes on with a search from `PooledSearch.save` or `Search.save`; errors as of `restoreSearch`. */
  async restore(bytes: Uint8Array): Promise<PooledSearch> {
    return this.#begin({ bytes });
  }

  async #begin(beginning: Beginning): Promise<PooledSearch> {
    this.#mustBeOpen();
    if (this.load.searches >= this.#mostSearches) {
      throw new RookeryError(
        'RESOURCE_EXHAUSTED',
        `${this.#mostSearches} searches are open, which is the most at once`,
        { reason: 'SEARCHES_FULL', retryAfterMs: RETRY_MS },
      );
    }
    const poolThread = this.#choose(1);
    poolThread.open += 1;
    return PooledSearch.begin(poolThread.thread, (this.#searches += 1), beginning, () => {
      poolThread.open -= 1;
      this.#freed(poolThread);
    });
  }

  fit(searches: readonly FinishedSearch[], signal: AbortSignal): Promise<FittedLibrary> {
    this.#mustBeOpen();
    return fitApart(searches, signal);
  }

  async *simulate(
    simulation: Simulation,
    signal: AbortSignal,
  ): AsyncGenerator<SimulationEvent, void, undefined> {
    this.#mustBeOpen();
    const { budget } = simulation.problem;
    const poolThread = this.#choose(budget);
    const going: Going = { left: budget };
    poolThread.going.add(going);
    let news = Promise.withResolvers<PackedSimulation>();
    const { call, result } = poolThread.thread.begin('simulate', simulation, [], (report) => {
      going.left = report.budget - report.evaluations;
      news.resolve(report);
      news = Promise.withResolvers();
    });
    let ended = false;
    const end = result.then((packed) => ({ packed, ended: true }));
    try {
      using _ = onAbort(signal, () => poolThread.thread.post({ order: 'stop', call }));
      while (!ended) {
        const next = await Promise.race([end, news.promise.then((packed) => ({ packed, ended: false }))]);
        ended = next.ended;
        const seen = { ...next.packed, best: unpackPath(next.packed.best) };
        yield ended ? { kind: 'result', result: seen } : { kind: 'report', report: seen };
      }
    } catch (caught) {
      ended = true;
      throw caught;
    } finally {
      if (!ended) poolThread.thread.post({ order: 'drop', call });
      poolThread.going.delete(going);
      this.#freed(poolThread);
    }
  }

  /**
   * Takes no more searches, waits until those that are open are closed (five seconds at most, then they are lost) and
   * ends the threads. Idempotent.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    const timer = setTimeout(this.#emptied.resolve, GRACE_MS);
    if (this.#empty) this.#emptied.resolve();
    await this.#emptied.promise;
    clearTimeout(timer);
    this.#unwatch();
    await Promise.all([...this.#poolThreads].map(({ thread }) => thread.terminate()));
  }

  get #empty(): boolean {
    return [...this.#poolThreads].every(({ empty }) => empty);
  }

  #freed(poolThread: PoolThread): void {
    // What is left of a thread that is not sound ends with its last search.
    if (poolThread.empty && !poolThread.thread.sound) {
      this.#poolThreads.delete(poolThread);
      void poolThread.thread.terminate();
    }
    if (this.#closing !== undefined && this.#empty) this.#emptied.resolve();
  }

  /** The thread with the least to do before such work; a new one when none is idle and there may be more. */
  #choose(evaluations: number): PoolThread {
    const sound = [...this.#poolThreads].filter(({ thread }) => thread.sound);
    const [best] = sound.sort((a, b) => a.ahead(evaluations) - b.ahead(evaluations));
    if (best !== undefined && (best.empty || sound.length >= this.#threads)) return best;
    return this.#opened();
  }

  #opened(): PoolThread {
    const poolThread = new PoolThread(this.#openThread());
    this.#poolThreads.add(poolThread);
    void poolThread.thread.ended.then((cause) => {
      const expected = !this.#poolThreads.delete(poolThread) || this.#closing !== undefined;
      if (!expected) this.#onThreadLost(cause);
    });
    return poolThread;
  }

  #mustBeOpen(): void {
    if (this.#closing === undefined) return;
    throw new RookeryError('UNAVAILABLE', 'the searches of this service are stopping', {
      retryAfterMs: RETRY_MS,
    });
  }
}
