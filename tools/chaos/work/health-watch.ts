import { HealthDefinition, SERVING, client, connect } from '@rookery/shared-transport';

/** Watches by a stream without a deadline whether a service says that it serves, for as long as the connection is not given up. */
export class HealthWatch implements AsyncDisposable {
  readonly #left = new AbortController();
  readonly #begun = Promise.withResolvers<void>();
  readonly #work: Promise<void>;
  #lostAt: number | undefined;

  private constructor(address: string) {
    this.#work = this.#watch(address);
  }

  /** Begins, and waits until the service serves. @param address host:port */
  static async begin(address: string): Promise<HealthWatch> {
    const watch = new HealthWatch(address);
    await watch.#begun.promise;
    return watch;
  }

  /** When it said that it does not serve, or the stream ended, by `performance.now()`; undefined while neither was. */
  get lostAt(): number | undefined {
    return this.#lostAt;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#left.abort();
    await this.#work;
  }

  async #watch(address: string): Promise<void> {
    const { signal } = this.#left;
    const channel = connect(address);
    let served = false;
    try {
      for await (const { status } of client(HealthDefinition, channel).watch({ service: '' }, { signal })) {
        if (Number(status) === SERVING) {
          served = true;
          this.#begun.resolve();
        } else if (served) break;
      }
    } catch {
      // The connection was given up, or nobody watches any more.
    }
    if (!signal.aborted) this.#lostAt = performance.now();
    channel.close();
    // One that never served is waited for in vain.
    this.#begun.resolve();
  }
}
