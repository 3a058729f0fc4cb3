import { waitOrAbort } from '@rookery/shared-concurrency';

/** Shorter waits are over before anybody could read of them, in milliseconds. */
const WORTH_SAYING_MS = 1500;
/** Between two words about a job, in milliseconds: many that wait speak with one voice. */
const QUIET_MS = 1000;

/** What a job waits for, put together from all of its pieces, and told in one line. */
export class Waits {
  readonly #tell: (reason: string) => Promise<void>;
  readonly #signal: AbortSignal;
  readonly #outages = new Map<string, string>();
  /** When each that was asked to slow down tries again, by why. */
  readonly #busy = new Map<string, Set<number>>();
  #told = '';
  #telling = false;

  /**
   * @param tell takes the line, empty when nothing is waited for; that it fails disturbs nobody
   * @param signal ends the telling
   */
  constructor(tell: (reason: string) => Promise<void>, signal: AbortSignal) {
    this.#tell = tell;
    this.#signal = signal;
  }

  /** The line, empty when nothing is waited for. */
  get reason(): string {
    const busy = [...this.#busy].map(
      ([why, untils]) => `${why}; next try at ${timeOfDay(Math.min(...untils))}`,
    );
    return [...new Set([...this.#outages.values(), ...busy])].join('; ');
  }

  /** Says why something waits, or with undefined that it goes on. */
  outage(of: string, waitingFor: string | undefined): void {
    if (waitingFor === undefined) this.#outages.delete(of);
    else this.#outages.set(of, waitingFor);
    this.#changed();
  }

  /** Waits as long as a server asked for, and says so where it is worth it. Returns early when the signal aborts. */
  async slowDown(why: string, ms: number, signal: AbortSignal): Promise<void> {
    if (ms < WORTH_SAYING_MS) return waitOrAbort(ms, signal);
    const until = Date.now() + ms;
    const untils = this.#busy.get(why) ?? new Set();
    this.#busy.set(why, untils.add(until));
    this.#changed();
    await waitOrAbort(ms, signal);
    untils.delete(until);
    if (untils.size === 0) this.#busy.delete(why);
    this.#changed();
  }

  #changed(): void {
    if (!this.#telling) void this.#tellAll();
  }

  // One after the other: what is told last is what is true.
  async #tellAll(): Promise<void> {
    this.#telling = true;
    while (this.#told !== this.reason && !this.#signal.aborted) {
      this.#told = this.reason;
      await this.#tell(this.#told).catch(() => undefined);
      await waitOrAbort(QUIET_MS, this.#signal);
    }
    this.#telling = false;
  }
}

/** `14:05:09 UTC`. */
export function timeOfDay(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)} UTC`;
}
