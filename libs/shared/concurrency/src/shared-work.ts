import { untilAborted } from './abort.ts';

/** What shared work may use. */
export interface SharedLimits {
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
  /** The latest deadline of those who wait or have waited; undefined as soon as one of them has none. To be read anew each time. */
  readonly deadline: Date | undefined;
}

/** Work that several callers wait for: it begins with the first of them, and stops when the last one leaves before its end. */
export class SharedWork<Result> {
  readonly #work: (limits: SharedLimits) => Promise<Result>;
  readonly #stop = new AbortController();
  #result: Promise<Result> | undefined;
  #deadline: Date | undefined;
  #waiting = 0;
  #ended = false;

  constructor(work: (limits: SharedLimits) => Promise<Result>) {
    this.#work = work;
  }

  /** Everybody left before the end: who comes now has to begin anew. */
  get abandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The result; rejects with the signal's reason as soon as it aborts. */
  async join(signal: AbortSignal, deadline?: Date): Promise<Result> {
    signal.throwIfAborted();
    this.#deadline = this.#result === undefined ? deadline : later(this.#deadline, deadline);
    this.#result ??= this.#begin();
    this.#waiting += 1;
    try {
      return await untilAborted(this.#result, signal);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0 && !this.#ended) this.#stop.abort(signal.reason);
    }
  }

  async #begin(): Promise<Result> {
    const deadline = (): Date | undefined => this.#deadline;
    const limits: SharedLimits = {
      signal: this.#stop.signal,
      get deadline() {
        return deadline();
      },
    };
    try {
      return await this.#work(limits);
    } finally {
      this.#ended = true;
    }
  }
}

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return undefined;
  return one > other ? one : other;
}
