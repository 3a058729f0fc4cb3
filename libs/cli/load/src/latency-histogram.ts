import { build, type Histogram } from 'hdr-histogram-js';

const US_PER_MS = 1000;
/** An hour; what takes longer counts as an hour. */
const LONGEST_US = 3_600_000_000;
const BARS_PER_DECADE = 10;
const FIRST_BAR_MS = 0.001;
const BARS = BARS_PER_DECADE * 10;

/** One bar of a histogram whose bars are equally wide on a logarithmic axis. */
export interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** The figures people ask for, in milliseconds. */
export interface LatencyFigures {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/**
 * Latencies in an HDR histogram: three exact digits from a microsecond to an hour in constant memory, so that no
 * percentile comes from a sample.
 */
export class LatencyHistogram {
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
    autoResize: false,
    useWebAssembly: false,
  });
  readonly #bars = new Float64Array(BARS);

  /** @param ms 0 or more; less, as clocks may give, counts as 0 */
  record(ms: number): void {
    this.#histogram.recordValue(Math.min(LONGEST_US, Math.max(0, Math.round(ms * US_PER_MS))));
    this.#bars[barOf(ms)]! += 1;
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** The smallest latency that at least a share of `share` (0..1) does not exceed; NaN when empty. */
  quantile(share: number): number {
    if (this.count === 0) return Number.NaN;
    // The upper end of the values that share a bucket may lie above the highest of them.
    const value = Math.min(this.#histogram.maxValue, this.#histogram.getValueAtPercentile(share * 100));
    return value / US_PER_MS;
  }

  /** Undefined when empty. */
  figures(): LatencyFigures | undefined {
    if (this.count === 0) return undefined;
    return {
      mean: this.#histogram.mean / US_PER_MS,
      p50: this.quantile(0.5),
      p90: this.quantile(0.9),
      p95: this.quantile(0.95),
      p99: this.quantile(0.99),
      p999: this.quantile(0.999),
      max: this.#histogram.maxValue / US_PER_MS,
    };
  }

  /** From the first bar that holds something to the last, ten to a decade; empty ones between included. */
  bars(): Bar[] {
    const first = this.#bars.findIndex((count) => count > 0);
    const last = this.#bars.findLastIndex((count) => count > 0);
    if (first < 0) return [];
    return Array.from({ length: last - first + 1 }, (_, offset) => ({
      fromMs: edgeOf(first + offset),
      toMs: edgeOf(first + offset + 1),
      count: this.#bars[first + offset] ?? 0,
    }));
  }

  reset(): void {
    this.#histogram.reset();
    this.#bars.fill(0);
  }
}

function barOf(ms: number): number {
  const bar = Math.floor(Math.log10(Math.max(ms, FIRST_BAR_MS) / FIRST_BAR_MS) * BARS_PER_DECADE);
  return Math.min(BARS - 1, bar);
}

function edgeOf(bar: number): number {
  return FIRST_BAR_MS * 10 ** (bar / BARS_PER_DECADE);
}
