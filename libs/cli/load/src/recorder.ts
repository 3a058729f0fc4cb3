import { LatencyHistogram, type Bar, type LatencyFigures } from './latency-histogram.ts';
import { countOutcome, type Outcome, type OutcomeCounts } from './outcome.ts';

/** One second of the measurement. */
export interface Second {
  /** 0 for the first second after the warm-up. */
  readonly second: number;
  /** Calls whose intended start fell into it. */
  readonly offered: number;
  /** Calls that ended in it, by outcome. */
  readonly outcomes: Readonly<OutcomeCounts>;
  /** Latencies of the OK answers that came in it; undefined when none did. */
  readonly latency: Pick<LatencyFigures, 'p50' | 'p90' | 'p99' | 'max'> | undefined;
}

/** What was measured so far. */
export interface Measurement {
  /** Length of the measured window in seconds, warm-up excluded. */
  readonly seconds: number;
  /** Calls whose intended start fell into the window. */
  readonly offered: number;
  /** These, per second. */
  readonly offeredRate: number;
  /** OK answers that came within the window, per second of it, whenever they were asked for. */
  readonly achievedRate: number;
  /** Of the offered calls that ended. */
  readonly outcomes: Readonly<OutcomeCounts>;
  /** Latency of OK answers from the intended start, in milliseconds; undefined when there was none. */
  readonly latency: LatencyFigures | undefined;
  /** The same from the moment the call was really sent: what the target alone took. */
  readonly sentLatency: LatencyFigures | undefined;
  /** How late calls were sent: the generator's own delay, in milliseconds. */
  readonly lag: LatencyFigures | undefined;
  /** Distribution of `latency`. */
  readonly bars: readonly Bar[];
}

/** One call, with times in milliseconds from the start of the load. */
export interface EndedCall {
  readonly intendedMs: number;
  /** Undefined: it was never sent. */
  readonly sentMs: number | undefined;
  readonly endedMs: number;
  readonly outcome: Outcome;
}

/**
 * Takes note of calls. Latency counts from the intended start, so a target that makes the generator late, or that
 * answers slowly while calls pile up, is charged for all of it: nothing is left out by coordination between the two.
 * Memory is constant but for one small record a second.
 */
export class Recorder {
  readonly #warmUpMs: number;
  readonly #plannedMs: number;
  readonly #latency = new LatencyHistogram();
  readonly #sentLatency = new LatencyHistogram();
  readonly #lag = new LatencyHistogram();
  readonly #outcomes: OutcomeCounts = {};
  readonly #series: Second[] = [];
  readonly #offeredIn: number[] = [];
  readonly #current = new LatencyHistogram();
  #currentOutcomes: OutcomeCounts = {};
  #offered = 0;
  #ended = 0;
  #answeredInWindow = 0;

  /**
   * @param warmUpMs calls intended before this are not measured
   * @param plannedMs end of the load, warm-up included
   */
  constructor(warmUpMs: number, plannedMs: number) {
    this.#warmUpMs = warmUpMs;
    this.#plannedMs = plannedMs;
  }

  /** A call was due. */
  offered(intendedMs: number): void {
    const into = intendedMs - this.#warmUpMs;
    if (into < 0) return;
    this.#offered += 1;
    const second = Math.floor(into / 1000);
    while (this.#offeredIn.length <= second) this.#offeredIn.push(0);
    this.#offeredIn[second]! += 1;
  }

  /** A call ended. Calls must be told in the order in which they ended. */
  ended({ intendedMs, sentMs, endedMs, outcome }: EndedCall): void {
    const into = endedMs - this.#warmUpMs;
    const latency = endedMs - intendedMs;
    if (into >= 0) {
      this.#closeSecondsBefore(Math.floor(into / 1000));
      countOutcome(this.#currentOutcomes, outcome);
      if (outcome === 'OK') {
        this.#current.record(latency);
        if (endedMs < this.#plannedMs) this.#answeredInWindow += 1;
      }
    }
    if (intendedMs < this.#warmUpMs) return;
    this.#ended += 1;
    countOutcome(this.#outcomes, outcome);
    if (sentMs !== undefined) this.#lag.record(sentMs - intendedMs);
    if (outcome !== 'OK') return;
    this.#latency.record(latency);
    this.#sentLatency.record(endedMs - (sentMs ?? intendedMs));
  }

  /** Measured calls that are due and have not ended. */
  get open(): number {
    return this.#offered - this.#ended;
  }

  /**
   * The latency, in milliseconds, that a share of `share` of all ended calls stayed under, where a call without an OK
   * answer counts as infinitely slow; so failures cannot make a target look fast. NaN when nothing ended.
   */
  latencyOfAll(share: number): number {
    if (this.#ended === 0) return Number.NaN;
    const rank = Math.ceil(share * this.#ended);
    const answered = this.#latency.count;
    return rank > answered ? Infinity : this.#latency.quantile(Math.min(1, rank / answered));
  }

  /** @param nowMs milliseconds from the start of the load */
  measurement(nowMs: number): Measurement {
    const seconds = Math.max(0, Math.min(nowMs, this.#plannedMs) - this.#warmUpMs) / 1000;
    const perSecond = (count: number): number => (seconds > 0 ? count / seconds : 0);
    return {
      seconds,
      offered: this.#offered,
      offeredRate: perSecond(this.#offered),
      achievedRate: perSecond(this.#answeredInWindow),
      outcomes: { ...this.#outcomes },
      latency: this.#latency.figures(),
      sentLatency: this.#sentLatency.figures(),
      lag: this.#lag.figures(),
      bars: this.#latency.bars(),
    };
  }

  /** All seconds so far, the last one perhaps unfinished. */
  series(): Second[] {
    const seconds = [...this.#series];
    const length = Math.max(this.#offeredIn.length, seconds.length + 1);
    while (seconds.length < length) {
      const isCurrent = seconds.length === this.#series.length;
      seconds.push(
        isCurrent ? this.#snapshot() : { second: 0, offered: 0, outcomes: {}, latency: undefined },
      );
    }
    const all = seconds.map((entry, second) => ({ ...entry, second, offered: this.#offeredIn[second] ?? 0 }));
    return all.slice(0, 1 + all.findLastIndex((entry) => entry.offered > 0 || hasAny(entry.outcomes)));
  }

  #closeSecondsBefore(second: number): void {
    while (this.#series.length < second) {
      this.#series.push(this.#snapshot());
      this.#current.reset();
      this.#currentOutcomes = {};
    }
  }

  #snapshot(): Second {
    return {
      second: this.#series.length,
      offered: 0,
      outcomes: { ...this.#currentOutcomes },
      latency: this.#current.figures(),
    };
  }
}

function hasAny(outcomes: Readonly<OutcomeCounts>): boolean {
  return Object.keys(outcomes).length > 0;
}
