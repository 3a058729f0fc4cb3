import type { ModelPrice } from '@rookery/benchmark-samples';
import { isFinal, type ChunkIds, type RunRecord } from '@rookery/benchmark-storage';
import type { Queue } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { waitOrAbort } from '@rookery/shared-retry';
import { runAsJob } from '@rookery/shared-runtime';
import { ActiveRun, type EngineParts } from './active-run.ts';
import { modelPrices } from './model-prices.ts';
import { persist } from './persist.ts';
import { workChunk, type ChunkEnd } from './work-chunk.ts';

/** Chunks that one process has open at once: while one waits for its last samples, the next has begun. */
const OPEN_CHUNKS = 4;
/** How often chunks without a job are looked for, in milliseconds. */
const SWEEP_MS = 15_000;

/**
 * Works on runs: takes chunks from the queue and does their samples. Any number of processes may do so; a chunk whose
 * process dies is given to another, which finds what is stored and does the rest.
 */
export class RunEngine {
  readonly #parts: EngineParts;
  readonly #queue: Queue<ChunkIds>;
  readonly #active = new Map<string, { readonly run: Promise<ActiveRun>; chunks: number }>();
  readonly #stopping = new AbortController();
  #sweeping: Promise<void> = Promise.resolve();

  constructor(parts: EngineParts, queue: Queue<ChunkIds>) {
    this.#parts = parts;
    this.#queue = queue;
  }

  /** Begins to take chunks, also those of runs that a killed process left behind. */
  async start(): Promise<void> {
    await this.#queue.work(({ ids, signal }) => this.#work(ids, signal), { concurrency: OPEN_CHUNKS });
    this.#sweeping = this.#sweep();
  }

  /** Gives up what is in flight and puts the chunks back. */
  async close(): Promise<void> {
    this.#stopping.abort(new RookeryError('CANCELLED', 'the service is stopping'));
    await this.#queue.stop();
    await this.#sweeping;
    await this.#parts.writer.drained();
  }

  async #work(ids: ChunkIds, jobSignal: AbortSignal): Promise<void> {
    const run = await persist(() => this.#parts.runs.begin(ids.run), jobSignal);
    if (isFinal(run.state) || run.generation !== ids.generation) return;
    const key = `${run.id} ${run.generation}`;
    const shared = this.#active.get(key) ?? { run: this.#activate(run, jobSignal), chunks: 0 };
    this.#active.set(key, shared);
    shared.chunks += 1;
    try {
      const active = await shared.run;
      const signal = AbortSignal.any([jobSignal, active.signal]);
      const requestId = `run-${ids.run}-chunk-${ids.chunk}`;
      const end = await runAsJob({ requestId, signal }, () => workChunk(this.#parts, active, ids, signal));
      await this.#leave(ids, active, end, jobSignal);
    } catch (caught) {
      // The run has ended elsewhere in this process: its chunk has nothing left to do.
      const ended = await shared.run.then(
        (active) => active.signal.aborted,
        () => false,
      );
      if (!ended || jobSignal.aborted) throw caught;
    } finally {
      shared.chunks -= 1;
      if (shared.chunks === 0) this.#active.delete(key);
    }
  }

  async #activate(run: RunRecord, signal: AbortSignal): Promise<ActiveRun> {
    const prices: ReadonlyMap<string, ModelPrice> = modelPrices(
      await this.#parts.respondents.inference.models({ signal }),
    );
    return new ActiveRun(this.#parts, run, prices);
  }

  async #leave(ids: ChunkIds, active: ActiveRun, end: ChunkEnd, signal: AbortSignal): Promise<void> {
    const { runs, chunks, log } = this.#parts;
    if (end.kind === 'done') {
      const last = await persist(() => chunks.finish(ids), signal);
      if (last) log.info({ run: ids.run }, 'run finished');
      return;
    }
    const state = end.kind === 'limit' ? 'stopped' : 'failed';
    await persist(() => runs.end(ids.run, state, end.reason), signal);
    active.end(new RookeryError('CANCELLED', `the run is ${state}`));
    log.warn({ run: ids.run, reason: end.reason }, `run ${state}`);
  }

  /** A job can be lost (its tries used up in a long outage, its table restored from a backup): chunks are the truth. */
  async #sweep(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const resent = await this.#queue.send((await this.#parts.chunks.unfinished()).map(chunkJob));
        if (resent > 0) this.#parts.log.warn({ chunks: resent }, 'chunks without a job were sent again');
      } catch (caught) {
        this.#parts.log.warn({ err: caught }, 'could not look for chunks without a job');
      }
      await waitOrAbort(SWEEP_MS, signal);
    }
  }
}

/** The job of a chunk. Low chunks first, so that several runs share a process instead of queueing up. */
export function chunkJob(ids: ChunkIds): { key: string; ids: ChunkIds; priority: number } {
  return { key: `${ids.run}/${ids.generation}/${ids.chunk}`, ids, priority: -ids.chunk };
}
