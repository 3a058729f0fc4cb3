import { onAbort } from '@rookery/shared-concurrency';
import type {
  ComparisonBlock,
  ComparisonSummary,
  SearchCurves,
  StreamCurves,
  SummaryCurves,
  SummaryOrder,
  TransferStream,
} from '@rookery/shared-planner-wasm';
import { RookeryError } from '@rookery/shared-errors';
import type { Content, OrderName, Result, Timed } from './protocol.ts';
import { SearchThread } from './search-thread.ts';

/**
 * Threads for long work that nobody waits for: apart from those of a SearchPool, so that no search that somebody waits for
 * stands behind it, and on Linux of low priority. Each does one thing at a time; what is more waits in order.
 */
export class BackgroundThreads {
  readonly #most: number;
  readonly #openThread: () => SearchThread;
  readonly #threads = new Set<SearchThread>();
  readonly #idle: SearchThread[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #closed = false;

  /** @param most threads, 1 or more; one is started when there is work and none is idle */
  constructor(most: number, openThread: () => SearchThread = () => new SearchThread()) {
    this.#most = most;
    this.#openThread = openThread;
  }

  /** Searches of a planner of the core; see `playBlock` of the core. @throws RookeryError UNAVAILABLE when stopped */
  playBlock(block: ComparisonBlock, signal: AbortSignal): Promise<Timed<SearchCurves>> {
    return this.#do('playBlock', block, signal);
  }

  /** See `playStream` of the core. */
  playStream(stream: TransferStream, signal: AbortSignal): Promise<Timed<StreamCurves>> {
    return this.#do('playStream', stream, signal);
  }

  /** See `summarize` of the core. */
  summarize(order: SummaryOrder, curves: SummaryCurves, signal: AbortSignal): Promise<ComparisonSummary> {
    return this.#do('summarize', { order, curves }, signal);
  }

  /** Ends the threads and what they do at once. */
  async close(): Promise<void> {
    // Who waits gets its turn as the others leave, and is refused.
    this.#closed = true;
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
  }

  // When the signal aborts, the thread is ended with its work: nothing else stops the core in the middle of a block.
  async #do<Name extends OrderName>(
    order: Name,
    content: Content<Name>,
    signal: AbortSignal,
  ): Promise<Result<Name>> {
    await this.#turn();
    let thread: SearchThread | undefined;
    const end = (): void => {
      if (thread !== undefined) void this.#end(thread);
    };
    try {
      signal.throwIfAborted();
      thread = this.#take();
      using _ = onAbort(signal, end);
      const result = await thread.call(order, content);
      if (thread.sound) this.#idle.push(thread);
      else end();
      return result;
    } catch (caught) {
      if (thread?.sound === true && this.#threads.has(thread)) this.#idle.push(thread);
      else end();
      signal.throwIfAborted();
      throw caught;
    } finally {
      this.#leave();
    }
  }

  async #turn(): Promise<void> {
    if (this.#busy < this.#most) {
      this.#busy += 1;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Hands the turn to who waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }

  #take(): SearchThread {
    if (this.#closed) throw new RookeryError('UNAVAILABLE', 'the searches of this service are stopping');
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const thread = this.#openThread();
    this.#threads.add(thread);
    thread.post({ order: 'stepBack' });
    void thread.ended.then(() => this.#forget(thread));
    return thread;
  }

  async #end(thread: SearchThread): Promise<void> {
    this.#forget(thread);
    await thread.terminate();
  }

  #forget(thread: SearchThread): void {
    this.#threads.delete(thread);
    const place = this.#idle.indexOf(thread);
    if (place !== -1) this.#idle.splice(place, 1);
  }
}
