/** Work in flight that several callers wait for; it stops when the last of them leaves. */
export class SharedWork<Result> {
  readonly #controller = new AbortController();
  readonly #result: Promise<Result>;
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<Result>) {
    this.#result = work(this.#controller.signal);
    // Whoever waits sees the failure; that nobody waits any more is no unhandled rejection.
    this.#result.catch(() => undefined);
  }

  /** The result; rejects with the signal's reason as soon as it aborts. */
  async join(signal: AbortSignal): Promise<Result> {
    this.#waiting += 1;
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(signal.reason as Error);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([this.#result, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#controller.abort(signal.reason);
    }
  }
}
