import { Worker } from 'node:worker_threads';

/** An input that is not through after so long never ends, in milliseconds. */
const STUCK_MS = 90_000;

/** What the thread is told: an input that begins, or that the last one has ended. */
export type Told = { readonly target: string; readonly input: unknown } | 'ended';

/**
 * Looks from another thread whether an input ends: a loop without an end lets nothing else of this thread happen. When one does
 * not, it is written down like any finding, said, and the process ends.
 */
export class Watchdog implements AsyncDisposable {
  readonly #thread: Worker;

  /** @param folder where findings are written */
  constructor(folder: string, stuckMs = STUCK_MS) {
    this.#thread = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
      workerData: { folder, stuckMs },
    });
    this.#thread.unref();
  }

  tell(told: Told): void {
    this.#thread.postMessage(told);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread.terminate();
  }
}
