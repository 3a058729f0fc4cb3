import { onAbort } from '@rookery/shared-concurrency';

/** One call: its texts, and what is known of their vectors. */
interface Request {
  readonly texts: readonly string[];
  readonly vectors: (Float32Array | undefined)[];
  /** The first text that was not handed out. */
  next: number;
  missing: number;
  readonly done: PromiseWithResolvers<Float32Array[]>;
}

/** Texts taken from the queue, to be given back with their vectors. */
export interface Batch {
  readonly texts: readonly string[];
  fulfil(vectors: readonly Float32Array[]): void;
  fail(error: unknown): void;
}

/** Joins the texts of concurrent calls into batches. Calls take turns, so a long one does not hold up a short one. */
export class RequestQueue {
  readonly #requests: Request[] = [];

  /**
   * Queues texts, at least one; rejects with the signal's reason as soon as it aborts, and then texts not yet handed out
   * leave the queue.
   */
  async add(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const done = Promise.withResolvers<Float32Array[]>();
    const request: Request = {
      texts,
      vectors: new Array<Float32Array | undefined>(texts.length).fill(undefined),
      next: 0,
      missing: texts.length,
      done,
    };
    this.#requests.push(request);
    using _ = onAbort(signal, () => {
      this.#drop(request);
      done.reject(signal.reason);
    });
    return await done.promise;
  }

  /** Up to `size` texts, one of each call in turn; undefined when none waits. */
  take(size: number): Batch | undefined {
    const taken: { request: Request; index: number; text: string }[] = [];
    while (taken.length < size) {
      const request = this.#requests.shift();
      if (request === undefined) break;
      const index = request.next++;
      taken.push({ request, index, text: request.texts[index] ?? '' });
      if (request.next < request.texts.length) this.#requests.push(request);
    }
    if (taken.length === 0) return undefined;
    return {
      texts: taken.map(({ text }) => text),
      fulfil: (vectors) => {
        taken.forEach(({ request, index }, position) => {
          request.vectors[index] = vectors[position];
          request.missing -= 1;
          if (request.missing === 0) {
            request.done.resolve(request.vectors.filter((vector) => vector !== undefined));
          }
        });
      },
      fail: (error) => {
        for (const { request } of taken) {
          this.#drop(request);
          request.done.reject(error);
        }
      },
    };
  }

  #drop(request: Request): void {
    const position = this.#requests.indexOf(request);
    if (position >= 0) this.#requests.splice(position, 1);
  }
}
