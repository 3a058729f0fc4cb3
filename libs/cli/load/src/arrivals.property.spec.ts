import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrivals } from './arrivals.ts';
import { expectedCalls, secondsOf, type RateProfile } from './rate-profile.ts';

const phase = fc.record({
  seconds: fc.double({ min: 0.1, max: 20, noNaN: true }),
  from: fc.double({ min: 0, max: 200, noNaN: true }),
  to: fc.double({ min: 0, max: 200, noNaN: true }),
});
const profiles = fc.array(phase, { minLength: 1, maxLength: 4 });
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const spacings = fc.constantFrom('even' as const, 'poisson' as const);

const all = (profile: RateProfile, spacing: 'even' | 'poisson', seed: number): number[] => [
  ...arrivals(profile, spacing, seed),
];

describe('arrivals', () => {
  it('ascend and stay within the profile', () => {
    fc.assert(
      fc.property(profiles, spacings, seeds, (profile, spacing, seed) => {
        const times = all(profile, spacing, seed);
        const end = secondsOf(profile) * 1000;
        times.forEach((time, index) => {
          expect(time).toBeGreaterThanOrEqual(index === 0 ? 0 : times[index - 1]!);
          expect(time).toBeLessThanOrEqual(end * (1 + 1e-9));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('repeat themselves from the same seed', () => {
    fc.assert(
      fc.property(profiles, seeds, (profile, seed) => {
        expect(all(profile, 'poisson', seed)).toEqual(all(profile, 'poisson', seed));
      }),
      { numRuns: 30 },
    );
  });

  it('when even, are as many before any moment as the area under the rate', () => {
    fc.assert(
      fc.property(phase, fc.double({ min: 0, max: 1, noNaN: true }), (one, share) => {
        const times = all([one], 'even', 0);
        const until = share * one.seconds;
        const area = one.from * until + ((one.to - one.from) * until * until) / (2 * one.seconds);
        const before = times.filter((time) => time / 1000 < until).length;
        expect(Math.abs(before - area)).toBeLessThanOrEqual(1 + 1e-6 * area);
      }),
    );
  });

  it('when Poisson, are as many as expected within five standard deviations', () => {
    fc.assert(
      fc.property(profiles, seeds, (profile, seed) => {
        const expected = expectedCalls(profile);
        const count = all(profile, 'poisson', seed).length;
        expect(Math.abs(count - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected) + 5);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it('when Poisson, have gaps whose standard deviation is their mean', () => {
    const times = all([{ seconds: 200, from: 100, to: 100 }], 'poisson', 3);
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(mean).toBeCloseTo(10, 0);
    expect(deviation / mean).toBeGreaterThan(0.95);
    expect(deviation / mean).toBeLessThan(1.05);
  });
});
