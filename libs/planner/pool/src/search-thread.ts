import { RookeryError } from '@rookery/shared-errors';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  errorFromParts,
  type Content,
  type FromWorker,
  type OrderName,
  type PackedSimulation,
  type Result,
  type ToWorker,
} from './protocol.ts';

// Beside the program in a bundle, beside this file in the source tree.
const PLACES = ['./search-worker.js', './search-worker.ts'];

interface Waiting {
  readonly resolve: (result: Result<OrderName>) => void;
  readonly reject: (error: RookeryError) => void;
  readonly report: ((report: PackedSimulation) => void) | undefined;
}

/** Thrown by every call of a search whose thread has ended. */
const lost = (cause: Error | undefined): RookeryError =>
  new RookeryError('UNAVAILABLE', 'the thread of this search ended; what it knew is gone, start again', {
    reason: 'SEARCH_LOST',
    retryAfterMs: 0,
    ...(cause === undefined ? {} : { cause }),
  });

/** One worker thread and the calls it has not answered. */
export class SearchThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended = Promise.withResolvers<Error | undefined>();
  #calls = 0;
  #alive = true;
  #cause: Error | undefined;
  #sound = true;

  /** Starts the thread; it takes orders at once and does them when it is up. */
  constructor() {
    this.#worker = new Worker(location());
    this.#worker.on('message', (message: FromWorker) => {
      this.#take(message);
    });
    this.#worker.on('error', (error) => {
      this.#cause = error instanceof Error ? error : new Error(String(error));
    });
    this.#worker.on('exit', () => {
      this.#alive = false;
      for (const { reject } of this.#waiting.values()) reject(lost(this.#cause));
      this.#waiting.clear();
      this.#ended.resolve(this.#cause);
    });
  }

  /** Resolves when the thread has ended, with the error that ended it. */
  get ended(): Promise<Error | undefined> {
    return this.#ended.promise;
  }

  /**
   * False after the core failed on it: WebAssembly that was cut off in the middle of a call leaves its stack
   * unwound, so the searches there may go on, but no new one should begin.
   */
  get sound(): boolean {
    return this.#sound;
  }

  /**
   * Gives an order and waits for what comes of it.
   * @param report takes the reports of a simulation
   * @throws RookeryError what the core throws; UNAVAILABLE (reason SEARCH_LOST) when the thread has ended
   */
  async call<Name extends OrderName>(
    order: Name,
    content: Content<Name>,
    handOver: ArrayBuffer[] = [],
  ): Promise<Result<Name>> {
    return this.begin(order, content, handOver).result;
  }

  /** Gives an order that can be stopped and that reports on the way. */
  begin<Name extends OrderName>(
    order: Name,
    content: Content<Name>,
    handOver: ArrayBuffer[] = [],
    report?: (report: PackedSimulation) => void,
  ): { readonly call: number; readonly result: Promise<Result<Name>> } {
    const call = (this.#calls += 1);
    const { promise, resolve, reject } = Promise.withResolvers<Result<OrderName>>();
    if (this.#alive) {
      this.#waiting.set(call, { resolve, reject, report });
      this.#worker.postMessage({ order, call, content }, handOver);
    } else reject(lost(this.#cause));
    // The thread answers each order with its own kind of result.
    return { call, result: promise };
  }

  /** Tells the thread something that it does not answer. */
  post(message: Exclude<ToWorker, { readonly content: unknown }>): void {
    if (message.order === 'drop') this.#waiting.delete(message.call);
    if (this.#alive) this.#worker.postMessage(message);
  }

  /** Ends the thread with all that is on it. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
    await this.#ended.promise;
  }

  #take(message: FromWorker): void {
    const waiting = this.#waiting.get(message.call);
    if ('error' in message && message.error.code === 'INTERNAL') this.#sound = false;
    if (waiting === undefined) return;
    if ('report' in message) {
      waiting.report?.(message.report);
      return;
    }
    this.#waiting.delete(message.call);
    if ('error' in message) waiting.reject(errorFromParts(message.error));
    else waiting.resolve(message.result);
  }
}

function location(): string {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error('search-worker.js is missing: it belongs beside the program');
  return found;
}
