import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { DelayHistogram } from './delay-histogram.ts';
import type { ProcessCounters } from './process-counters.ts';

/** How often the event loop is looked at, in milliseconds. */
const LOOK_EVERY_MS = 10;
/** A loop that nobody has asked about for this long is not looked at. */
const WATCH_FOR_MS = 30_000;
const US_PER_S = 1e6;
const MS_PER_S = 1000;

/** A process starts once, whatever number of meters look at it. */
const instanceId = randomUUID();

/**
 * Reads how busy this process is. The event loop is watched by a timer from the first reading on, and no longer once
 * half a minute went by without one, so that a process that nobody measures pays nothing.
 *
 * A loop that was held up for 500 ms is not one late look: whatever arrived in that time waited, the first for 500 ms,
 * the last for none. So the looks that were missed are counted with what they would have waited.
 */
export class ProcessMeter {
  readonly #delays = new DelayHistogram();
  #timer: NodeJS.Timeout | undefined;
  #nextLook = 0;
  #lastRead = 0;

  /** The counters as of now; watches the event loop for a while. */
  read(): ProcessCounters {
    const now = performance.now();
    this.#lastRead = now;
    if (this.#timer === undefined) {
      this.#nextLook = now + LOOK_EVERY_MS;
      // Watching must not keep a process alive that is done.
      this.#timer = setInterval(this.#look, LOOK_EVERY_MS).unref();
    }
    const { user, system } = process.cpuUsage();
    return {
      instanceId,
      elapsedSeconds: now / MS_PER_S,
      cpuSeconds: (user + system) / US_PER_S,
      cores: availableParallelism(),
      eventLoopDelays: this.#delays.counts(),
    };
  }

  /** Ends watching. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  readonly #look = (): void => {
    const now = performance.now();
    // Timers count whole milliseconds and may be early.
    for (let late = Math.max(0, now - this.#nextLook); late >= 0; late -= LOOK_EVERY_MS) {
      this.#delays.record(late);
    }
    this.#nextLook = now + LOOK_EVERY_MS;
    if (now - this.#lastRead > WATCH_FOR_MS) this.close();
  };
}
