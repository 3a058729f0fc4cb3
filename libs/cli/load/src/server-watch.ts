import { setTimeout as later } from 'node:timers/promises';
import { secondsOf, type RateProfile } from './rate-profile.ts';
import {
  loadWithin,
  TOLERANCE_S,
  type NamedLoad,
  type ServerLoad,
  type TimedReadings,
} from './server-load.ts';
import type { LoadTarget } from './target.ts';

/** A reading that takes longer is given up; the next one, with counters that went on, says what was missed. */
const LONGEST_READING_MS = 2_000;

/** Reads how busy the processes behind a target are, once a second and where the rate goes from phase to phase. */
export class ServerWatch {
  readonly #target: LoadTarget;
  readonly #profile: RateProfile;
  /** Milliseconds since the measurement began; negative in the warm-up. */
  readonly #nowMs: () => number;
  readonly #readings: TimedReadings[] = [];
  readonly #silent = new Set<string>();
  readonly #ended = new AbortController();
  readonly #watching: Promise<void>;
  #failure = 'the target has no process of its own';

  constructor(target: LoadTarget, profile: RateProfile, nowMs: () => number) {
    this.#target = target;
    this.#profile = profile;
    this.#nowMs = nowMs;
    this.#watching = this.#watch();
  }

  /** The latest second of which something is known. */
  latest(): readonly NamedLoad[] {
    const [last, before] = [this.#readings.at(-1), this.#readings.at(-2)];
    if (last === undefined || before === undefined) return [];
    return loadWithin(this.#readings, before.atSeconds, last.atSeconds);
  }

  /** Ends watching. @param seconds how long the measurement really was */
  async stop(seconds: number): Promise<ServerLoad> {
    this.close();
    await this.#watching;
    // The load often ends a moment before the last reading is due, and long before when it was cut short.
    if ((this.#readings.at(-1)?.atSeconds ?? -Infinity) < seconds - TOLERANCE_S) await this.#read();
    return this.#result(seconds);
  }

  /** Ends watching, with no result. */
  close(): void {
    this.#ended.abort();
  }

  async #watch(): Promise<void> {
    if (this.#target.readProcesses === undefined) return;
    for (const due of momentsOf(this.#profile)) {
      const wait = due * 1000 - this.#nowMs();
      // Readings that are overdue because the one before took its time would say nothing new.
      if (wait < -LONGEST_READING_MS / 4) continue;
      await later(Math.max(0, wait), undefined, { signal: this.#ended.signal }).catch(() => undefined);
      if (this.#ended.signal.aborted) return;
      await this.#read();
    }
  }

  async #read(): Promise<void> {
    const before = this.#nowMs();
    try {
      const readings = await this.#target.readProcesses?.(AbortSignal.timeout(LONGEST_READING_MS));
      if (readings === undefined) return;
      for (const name of readings.silent) this.#silent.add(name);
      this.#readings.push({ ...readings, atSeconds: (before + this.#nowMs()) / 2000 });
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : 'it failed';
    }
  }

  #result(seconds: number): ServerLoad {
    let fromSecond = 0;
    const stages = this.#profile.flatMap((phase) => {
      const from = fromSecond;
      fromSecond += phase.seconds;
      const toSecond = Math.min(fromSecond, seconds);
      if (toSecond <= from) return [];
      const processes = loadWithin(this.#readings, from, toSecond);
      return [{ fromSecond: from, toSecond, fromRate: phase.from, toRate: phase.to, processes }];
    });
    return {
      notOffered: this.#readings.length === 0 ? this.#failure : undefined,
      silent: [...this.#silent],
      processes: loadWithin(this.#readings, 0, seconds),
      stages,
      seconds: Array.from({ length: Math.round(seconds) }, (_, second) =>
        loadWithin(this.#readings, second, second + 1),
      ),
    };
  }
}

/** Each whole second and each end of a phase, in seconds since the measurement began, ascending. */
function momentsOf(profile: RateProfile): number[] {
  const ends = profile.map((_, index) => secondsOf(profile.slice(0, index + 1)));
  const whole = Array.from({ length: Math.floor(secondsOf(profile)) + 1 }, (_, second) => second);
  return [...new Set([...whole, ...ends])].sort((a, b) => a - b);
}
