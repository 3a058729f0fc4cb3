import { setImmediate } from 'node:timers/promises';

/** Promises that failed and that nobody had waited for, which end a process of Node unless somebody listens, as this does. */
export class LooseRejections implements Disposable {
  readonly #caught: unknown[] = [];
  readonly #listen = (reason: unknown): void => void this.#caught.push(reason);

  constructor() {
    process.on('unhandledRejection', this.#listen);
  }

  /** @returns what was said by one since the last look; undefined: there was none */
  async said(): Promise<string | undefined> {
    // Node looks for them once what was to be done at once is done.
    await setImmediate();
    const [reason] = this.#caught.splice(0);
    if (reason === undefined) return undefined;
    return `a promise failed that nobody waited for, which ends a process: "${reason instanceof Error ? `${reason.name}: ${reason.message.slice(0, 200)}` : typeof reason}"`;
  }

  [Symbol.dispose](): void {
    process.off('unhandledRejection', this.#listen);
  }
}
