import { RookeryError } from '@rookery/shared-errors';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ThreadAnswer, ThreadOrder, ThreadStart } from './thread-protocol.ts';

// Beside the program in a bundle, beside this file in the source tree.
const PLACES = ['./embedding-worker.js', './embedding-worker.ts'];

type Waiting = PromiseWithResolvers<Float32Array<ArrayBuffer> | undefined>;

/** The thread that holds a network. */
export class EmbeddingThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #ended = Promise.withResolvers<undefined>();
  #alive = true;

  private constructor(start: ThreadStart) {
    this.#worker = new Worker(location(), { workerData: start });
    let cause: unknown;
    this.#worker.on('message', (answer: ThreadAnswer) => {
      const waiting = this.#waiting.shift();
      if ('failure' in answer) waiting?.reject(notRun(answer.failure));
      else waiting?.resolve('vectors' in answer ? answer.vectors : undefined);
    });
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#worker.on('exit', () => {
      this.#alive = false;
      for (const { reject } of this.#waiting.splice(0)) reject(notRun('its thread ended', cause));
      this.#ended.resolve(undefined);
    });
  }

  /**
   * Starts the thread and waits until the network is loaded.
   * @throws RookeryError UNAVAILABLE when it cannot be, as on a processor that onnxruntime has no build for
   */
  static async start(start: ThreadStart): Promise<EmbeddingThread> {
    const thread = new EmbeddingThread(start);
    await thread.#next();
    return thread;
  }

  /** @throws RookeryError UNAVAILABLE */
  async embed(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> {
    if (!this.#alive) throw notRun('its thread ended');
    this.#worker.postMessage({ texts } satisfies ThreadOrder);
    return (await this.#next()) ?? new Float32Array();
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
    await this.#ended.promise;
  }

  #next(): Promise<Float32Array<ArrayBuffer> | undefined> {
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.push(waiting);
    return waiting.promise;
  }
}

function notRun(why: string, cause?: unknown): RookeryError {
  const reason = cause instanceof Error ? cause.message : why;
  return new RookeryError('UNAVAILABLE', `the sentence embedder cannot run: ${reason}`, { cause });
}

function location(): string {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error('embedding-worker.js is missing: it belongs beside the program');
  return found;
}
