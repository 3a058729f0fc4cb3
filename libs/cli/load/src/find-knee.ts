import type { NamedLoad } from './server-load.ts';

/** One measurement at one rate. */
export interface Probe {
  /** Calls per second offered. */
  readonly rate: number;
  /** 99th percentile in milliseconds, failures counted as infinitely slow; NaN when nothing ended. */
  readonly p99Ms: number;
  /** OK answers per second. */
  readonly achievedRate: number;
  /** 99th percentile of the generator's own delay in sending, in milliseconds. */
  readonly lagP99Ms: number;
  /** How busy the processes behind the target were; empty when they do not tell. */
  readonly processes: readonly NamedLoad[];
}

/** Why a rate is tried. */
export type ProbeReason = 'doubling' | 'bisection' | 'halving' | 'repeat' | 'confirmation';

export interface JudgedProbe extends Probe {
  readonly reason: ProbeReason;
  readonly passed: boolean;
}

export interface KneeOptions {
  /** Rate to begin with, calls per second. */
  readonly startRate: number;
  /** Rates outside of these are not tried. */
  readonly lowestRate: number;
  readonly highestRate: number;
  /** Limit of the 99th percentile in milliseconds. */
  readonly p99LimitMs: number;
  /** Bisection ends when the bounds are this close: 0.1 for ten percent. */
  readonly precision: number;
  /** How often a rate may fail before it counts as too high: 2 or more make single disturbances harmless. */
  readonly tries: number;
  /** How many probes in a row the result must pass in the end. */
  readonly confirmations: number;
  /** Probes in all. */
  readonly maxProbes: number;
  /** Measures one rate; undefined when it was interrupted, which ends the search. */
  readonly probe: (rate: number) => Promise<Probe | undefined>;
  readonly onProbe?: (probe: JudgedProbe) => void;
}

/** What was found. */
export interface Knee {
  /** The highest rate whose p99 stayed under the limit; undefined: none did. */
  readonly rate: number | undefined;
  /** OK answers per second in the last probe that passed at that rate. */
  readonly goodput: number | undefined;
  /**
   * `found`; `target is slower` (not even the lowest rate passed); `highest rate` (the highest allowed still passes);
   * `generator` (the load could not be sent in time, so the target was not the limit); `probes` (too few allowed) or
   * `interrupted`: the rate is then the one that passed last, unconfirmed.
   */
  readonly end: 'found' | 'target is slower' | 'highest rate' | 'generator' | 'probes' | 'interrupted';
  readonly probes: readonly JudgedProbe[];
}

/**
 * Finds the highest rate whose p99 stays under a limit: doubling until a rate fails (halving, when the first one
 * does), bisection between the bounds, then confirmation.
 *
 * Disturbances only ever make a probe slower, so a pass is believed and a failure is repeated. That leans towards rates
 * that pass by luck, which the confirmation takes back: the result must pass several probes in a row, and sinks when it
 * does not, by the precision first and by twice as much each further time. A target that has become slower since the bounds
 * were found is so caught up with in a few probes.
 */
export async function findKnee(options: KneeOptions): Promise<Knee> {
  const search = new KneeSearch(options);
  try {
    return await search.run();
  } catch (caught) {
    if (caught instanceof SearchOver) return search.result(caught.end);
    throw caught;
  }
}

class SearchOver extends Error {
  readonly end: Knee['end'];
  constructor(end: Knee['end']) {
    super(end);
    this.end = end;
  }
}

class KneeSearch {
  readonly #options: KneeOptions;
  readonly #probes: JudgedProbe[] = [];

  constructor(options: KneeOptions) {
    this.#options = options;
  }

  async run(): Promise<Knee> {
    const bounds = await this.#bracket();
    if (bounds.low === undefined) return this.result('target is slower');
    let { low } = bounds;
    if (bounds.high !== undefined) {
      let { high } = bounds;
      while (high / low > 1 + this.#options.precision) {
        const middle = Math.sqrt(low * high);
        if (await this.#passes(middle, 'bisection')) low = middle;
        else high = middle;
      }
    }
    const confirmed = await this.#confirm(low);
    if (confirmed === undefined) return this.result('target is slower');
    if (bounds.high === undefined && confirmed === low) return this.result('highest rate');
    return this.result(this.#generatorWasLate(confirmed) ? 'generator' : 'found');
  }

  result(end: Knee['end']): Knee {
    const last = end === 'target is slower' ? undefined : this.#probes.findLast(({ passed }) => passed);
    return { rate: last?.rate, goodput: last?.achievedRate, end, probes: this.#probes };
  }

  /** The highest rate known to pass and the lowest known to fail; undefined: there is none within the allowed rates. */
  async #bracket(): Promise<{ low: number | undefined; high: number | undefined }> {
    const { startRate, lowestRate, highestRate } = this.#options;
    let rate = Math.min(highestRate, Math.max(lowestRate, startRate));
    if (await this.#passes(rate, 'doubling')) {
      while (rate < highestRate) {
        const next = Math.min(highestRate, rate * 2);
        if (!(await this.#passes(next, 'doubling'))) return { low: rate, high: next };
        rate = next;
      }
      return { low: rate, high: undefined };
    }
    while (rate > lowestRate) {
      const next = Math.max(lowestRate, rate / 2);
      if (await this.#passes(next, 'halving')) return { low: next, high: rate };
      rate = next;
    }
    return { low: undefined, high: rate };
  }

  async #confirm(from: number): Promise<number | undefined> {
    const { confirmations, precision, lowestRate } = this.#options;
    let rate = from;
    for (let step = 1 + precision; ; step = Math.min(2, step ** 2)) {
      let passes = 0;
      while (passes < confirmations && (await this.#passes(rate, 'confirmation'))) passes += 1;
      if (passes >= confirmations) return rate;
      if (rate <= lowestRate) return undefined;
      rate = Math.max(lowestRate, rate / step);
    }
  }

  async #passes(rate: number, reason: ProbeReason): Promise<boolean> {
    for (let attempt = 0; attempt < this.#options.tries; attempt += 1) {
      if ((await this.#probe(rate, attempt === 0 ? reason : 'repeat')).passed) return true;
    }
    return false;
  }

  async #probe(rate: number, reason: ProbeReason): Promise<JudgedProbe> {
    if (this.#probes.length >= this.#options.maxProbes) throw new SearchOver('probes');
    const measured = await this.#options.probe(rate);
    if (measured === undefined) throw new SearchOver('interrupted');
    const judged = { ...measured, rate, reason, passed: measured.p99Ms <= this.#options.p99LimitMs };
    this.#probes.push(judged);
    this.#options.onProbe?.(judged);
    return judged;
  }

  /** Whether the cheapest failures above the knee were the generator's own delay. */
  #generatorWasLate(knee: number): boolean {
    const failed = this.#probes.filter((probe) => !probe.passed && probe.rate > knee);
    const nearest = failed.toSorted((a, b) => a.rate - b.rate)[0];
    return nearest !== undefined && nearest.lagP99Ms > this.#options.p99LimitMs / 2;
  }
}
