import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DelayHistogram } from './delay-histogram.ts';
import { loadBetween } from './process-load.ts';
import type { ProcessCounters } from './process-counters.ts';

const delays = fc.array(fc.double({ min: 0.2, max: 50_000, noNaN: true }), { minLength: 1, maxLength: 300 });

function counters(changes: Partial<ProcessCounters> = {}): ProcessCounters {
  return {
    instanceId: 'one',
    elapsedSeconds: 10,
    cpuSeconds: 4,
    cores: 2,
    eventLoopDelays: [],
    ...changes,
  };
}

describe('the load between two readings', () => {
  it('has the percentiles of what was counted in between, at most a tenth too high', () => {
    fc.assert(
      fc.property(delays, delays, (before, between) => {
        const histogram = new DelayHistogram();
        for (const delay of before) histogram.record(delay);
        const earlier = counters({ eventLoopDelays: histogram.counts() });
        for (const delay of between) histogram.record(delay);
        const later = counters({ elapsedSeconds: 11, eventLoopDelays: histogram.counts() });
        const sorted = between.toSorted((a, b) => a - b);
        const load = loadBetween(earlier, later);
        for (const [share, figure] of [
          [0.5, load?.eventLoopDelayP50Ms],
          [0.99, load?.eventLoopDelayP99Ms],
        ] as const) {
          const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
          expect(figure).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
          expect(figure).toBeLessThanOrEqual(exact * 1.1 * (1 + 1e-9));
        }
      }),
    );
  });

  it('has CPU in cores', () => {
    const load = loadBetween(counters(), counters({ elapsedSeconds: 12, cpuSeconds: 7 }));
    expect(load).toEqual({
      cpuCores: 1.5,
      cores: 2,
      eventLoopDelayP50Ms: undefined,
      eventLoopDelayP99Ms: undefined,
    });
  });

  it('is unknown when the process was started anew, or no time passed', () => {
    expect(loadBetween(counters(), counters({ instanceId: 'two', elapsedSeconds: 12 }))).toBeUndefined();
    expect(loadBetween(counters(), counters())).toBeUndefined();
  });
});
