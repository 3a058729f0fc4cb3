import { describe, expect, it } from '@jest/globals';
import { answersFor, knownLatency, percentilesOfAll } from './percentiles.ts';

const FIGURES = { mean: 5, p50: 4, p90: 8, p95: 9, p99: 10, p999: 11, max: 11 };

describe('percentiles', () => {
  it('need two answers beyond them', () => {
    expect((['p50', 'p90', 'p95', 'p99', 'p999'] as const).map(answersFor)).toEqual([4, 20, 40, 200, 2000]);
  });

  it('are not told of too few answers', () => {
    expect(knownLatency(FIGURES, 60)).toEqual({ ...FIGURES, p99: undefined, p999: undefined });
    expect(knownLatency(FIGURES, 2000)).toEqual(FIGURES);
    expect(knownLatency(undefined, 0)).toBeUndefined();
  });

  it('of all calls keep failures as infinite', () => {
    const ofAll = percentilesOfAll((share) => (share > 0.9 ? Infinity : 7), 200);
    expect(ofAll).toEqual({ p50: 7, p90: 7, p95: Infinity, p99: Infinity, p999: undefined });
  });
});
