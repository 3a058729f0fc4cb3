import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Outcome } from './outcome.ts';
import { Recorder } from './recorder.ts';

const WARM_UP_MS = 2_000;
const PLANNED_MS = 12_000;

interface Told {
  readonly intendedMs: number;
  readonly lagMs: number;
  readonly tookMs: number;
  readonly outcome: Outcome;
}

const told = fc.record<Told>({
  intendedMs: fc.double({ min: 0, max: PLANNED_MS - 1, noNaN: true }),
  lagMs: fc.double({ min: 0, max: 500, noNaN: true }),
  tookMs: fc.double({ min: 0.01, max: 6_000, noNaN: true }),
  outcome: fc.constantFrom('OK', 'OK', 'OK', 'UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'PARTIAL'),
});
const loads = fc.array(told, { minLength: 1, maxLength: 300 });

const endOf = (call: Told): number => call.intendedMs + call.lagMs + call.tookMs;

function record(calls: readonly Told[]): Recorder {
  const recorder = new Recorder(WARM_UP_MS, PLANNED_MS);
  for (const { intendedMs } of calls.toSorted((a, b) => a.intendedMs - b.intendedMs))
    recorder.offered(intendedMs);
  for (const call of calls.toSorted((a, b) => endOf(a) - endOf(b))) {
    const { intendedMs, outcome } = call;
    recorder.ended({ intendedMs, sentMs: intendedMs + call.lagMs, endedMs: endOf(call), outcome });
  }
  return recorder;
}

/** The value at that rank of the sorted list, the definition of a quantile. */
function exact(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function expectClose(actual: number, wanted: number): void {
  if (!Number.isFinite(wanted)) expect(actual).toBe(wanted);
  // Three digits, and a microsecond of rounding.
  else expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(0.001 * wanted + 0.0011);
}

describe('Recorder', () => {
  it('counts latency from the intended start, exactly to three digits', () => {
    fc.assert(
      fc.property(loads, fc.constantFrom(0.5, 0.9, 0.99), (calls, share) => {
        const measured = calls.filter((call) => call.intendedMs >= WARM_UP_MS);
        const ok = measured.filter((call) => call.outcome === 'OK').map((call) => call.lagMs + call.tookMs);
        const { latency } = record(calls).measurement(PLANNED_MS);
        expect(latency === undefined).toBe(ok.length === 0);
        if (latency === undefined) return;
        const figure = { 0.5: latency.p50, 0.9: latency.p90, 0.99: latency.p99 }[share] ?? Number.NaN;
        expectClose(figure, exact(ok, share));
        expectClose(latency.max, Math.max(...ok));
      }),
    );
  });

  it('takes a failure for infinitely slow where a limit is checked', () => {
    fc.assert(
      fc.property(loads, fc.constantFrom(0.5, 0.9, 0.99), (calls, share) => {
        const latencies = calls
          .filter((call) => call.intendedMs >= WARM_UP_MS)
          .map((call) => (call.outcome === 'OK' ? call.lagMs + call.tookMs : Infinity));
        expectClose(record(calls).latencyOfAll(share), exact(latencies, share));
      }),
    );
  });

  it('loses no call: outcomes, seconds and bars add up', () => {
    fc.assert(
      fc.property(loads, (calls) => {
        const recorder = record(calls);
        const measured = calls.filter((call) => call.intendedMs >= WARM_UP_MS);
        const { offered, outcomes, bars } = recorder.measurement(PLANNED_MS);
        const series = recorder.series();
        const sum = (numbers: readonly number[]): number =>
          numbers.reduce((total, count) => total + count, 0);
        expect(offered).toBe(measured.length);
        expect(sum(Object.values(outcomes))).toBe(measured.length);
        expect(sum(bars.map((bar) => bar.count))).toBe(outcomes.OK ?? 0);
        expect(sum(series.map((second) => second.offered))).toBe(measured.length);
        const endedAfterWarmUp = calls.filter((call) => endOf(call) >= WARM_UP_MS).length;
        expect(sum(series.flatMap((second) => Object.values(second.outcomes)))).toBe(endedAfterWarmUp);
        expect(series.map((second) => second.second)).toEqual(series.map((_, index) => index));
        expect(recorder.open).toBe(0);
      }),
    );
  });

  it('achieves what was answered within the window, whenever it was asked for', () => {
    fc.assert(
      fc.property(loads, (calls) => {
        const answered = calls.filter(
          (call) => call.outcome === 'OK' && endOf(call) >= WARM_UP_MS && endOf(call) < PLANNED_MS,
        );
        const seconds = (PLANNED_MS - WARM_UP_MS) / 1000;
        const { achievedRate } = record(calls).measurement(PLANNED_MS + 5_000);
        expect(achievedRate).toBeCloseTo(answered.length / seconds, 9);
      }),
    );
  });

  it('says what it does not know', () => {
    const empty = new Recorder(0, 1_000);
    expect(empty.latencyOfAll(0.99)).toBeNaN();
    expect(empty.measurement(0)).toMatchObject({ seconds: 0, offeredRate: 0, achievedRate: 0 });
    expect(empty.measurement(500).latency).toBeUndefined();
    expect(empty.series()).toEqual([]);
  });
});
