import { loadBetween, ProcessMeter, type ProcessLoad } from '@rookery/shared-process-load';
import { arrivals, type Spacing } from './arrivals.ts';
import { driveOpenLoop } from './open-loop.ts';
import { knownLatency, percentilesOfAll, type KnownLatency, type PercentilesOfAll } from './percentiles.ts';
import { constantRate, secondsOf, type RateProfile } from './rate-profile.ts';
import { Recorder, type Measurement, type Second } from './recorder.ts';
import type { NamedLoad, ServerLoad } from './server-load.ts';
import { ServerWatch } from './server-watch.ts';
import type { LoadTarget } from './target.ts';

/** One load to offer. */
export interface LoadPlan {
  readonly profile: RateProfile;
  readonly spacing: Spacing;
  readonly seed: number;
  /** Seconds at the profile's first rate before measuring begins, 0 or more. */
  readonly warmUpSeconds: number;
  /** Most calls, warm-up included. */
  readonly maxCalls: number;
  /** Most calls in flight; see OpenLoopOptions. */
  readonly maxInFlight: number;
  /** Deadline of a call in milliseconds: how long the last ones are waited for. */
  readonly timeoutMs: number;
}

/** What came of a load. */
export interface LoadResult extends Omit<Measurement, 'latency' | 'sentLatency' | 'lag'> {
  /** As in the measurement, of as many answers as each figure needs; so are the next two. */
  readonly latency: KnownLatency | undefined;
  readonly sentLatency: KnownLatency | undefined;
  readonly lag: KnownLatency | undefined;
  /** Percentiles where a call without an OK answer counts as infinitely slow. */
  readonly ofAll: PercentilesOfAll;
  readonly series: readonly Second[];
  /** The process that made the load (and the target too, when that is in it). */
  readonly generator: ProcessLoad | undefined;
  /** The processes behind the target. */
  readonly server: ServerLoad;
  /** As `Recorder.latencyOfAll` at 0.99: failures count as infinitely slow; NaN when nothing ended. */
  readonly p99OfAll: number;
  /** True when the load was interrupted before its end. */
  readonly interrupted: boolean;
}

/** How a load goes, while it runs. */
export interface LoadProgress {
  /** Seconds since the measurement began; negative in the warm-up. */
  readonly atSeconds: number;
  readonly ofSeconds: number;
  readonly measurement: Measurement;
  readonly series: readonly Second[];
  /** Measured calls that have not ended. */
  readonly open: number;
  /** How busy the processes behind the target were when they last said so; empty when they do not. */
  readonly processes: readonly NamedLoad[];
}

/** What is left for answers on the way after the deadline of the last call. */
const DRAIN_MARGIN_MS = 1_000;
const PROGRESS_EVERY_MS = 500;

/** Offers a load and measures it. When `signal` aborts, what was measured until then is the result. */
export async function runLoad(
  target: LoadTarget,
  plan: LoadPlan,
  signal: AbortSignal,
  onProgress?: (progress: LoadProgress) => void,
): Promise<LoadResult> {
  const firstRate = plan.profile[0]?.from ?? 0;
  const withWarmUp = [...constantRate(firstRate, plan.warmUpSeconds), ...plan.profile];
  const warmUpMs = plan.warmUpSeconds * 1000;
  const endMs = secondsOf(withWarmUp) * 1000;
  const recorder = new Recorder(warmUpMs, endMs);
  const meter = new ProcessMeter();
  const before = meter.read();
  const began = performance.now();
  const server = new ServerWatch(target, plan.profile, () => performance.now() - began - warmUpMs);
  const tell = (): void => {
    const elapsedMs = performance.now() - began;
    onProgress?.({
      atSeconds: (elapsedMs - warmUpMs) / 1000,
      ofSeconds: secondsOf(plan.profile),
      measurement: recorder.measurement(elapsedMs),
      series: recorder.series(),
      open: recorder.open,
      processes: server.latest(),
    });
  };
  const ticker = onProgress === undefined ? undefined : setInterval(tell, PROGRESS_EVERY_MS);
  try {
    const elapsedMs = await driveOpenLoop({
      arrivals: arrivals(withWarmUp, plan.spacing, plan.seed),
      endMs,
      target,
      recorder,
      maxCalls: plan.maxCalls,
      maxInFlight: plan.maxInFlight,
      drainMs: plan.timeoutMs + DRAIN_MARGIN_MS,
      signal,
    });
    const measurement = recorder.measurement(elapsedMs);
    const { latency, sentLatency, lag, outcomes } = measurement;
    const answered = outcomes.OK ?? 0;
    const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    return {
      ...measurement,
      latency: knownLatency(latency, answered),
      sentLatency: knownLatency(sentLatency, answered),
      lag: knownLatency(lag, ended),
      ofAll: percentilesOfAll((share) => recorder.latencyOfAll(share), ended),
      series: recorder.series(),
      generator: loadBetween(before, meter.read()),
      server: await server.stop(measurement.seconds),
      p99OfAll: recorder.latencyOfAll(0.99),
      interrupted: signal.aborted,
    };
  } finally {
    clearInterval(ticker);
    meter.close();
    server.close();
  }
}
