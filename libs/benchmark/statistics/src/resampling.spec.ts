import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bootstrapInterval } from '@rookery/shared-intervals';
import { BootstrapTable } from './bootstrap-table.ts';
import { sumsOf } from './cluster-sums.ts';
import golden from './golden.json' with { type: 'json' };
import { RankCounts } from './rank-counts.ts';

const { rows, replicates, seed, low, high } = golden.percentile;
const given = rows.map(([cluster, value]) => [String(cluster), Number(value)] as const);

describe('a bootstrap of clusters', () => {
  it('draws what numpy draws, and takes the percentiles that numpy takes', () => {
    const { sizes, totals } = sumsOf(given);
    const mean = (drawn: Uint32Array): number => {
      let [size, total] = [0, 0];
      for (const cluster of drawn) {
        size += sizes[cluster] ?? 0;
        total += totals[cluster] ?? 0;
      }
      return total / size;
    };
    const found = bootstrapInterval(sizes.length, mean, { replicates, seed });
    expect(found.interval?.low).toBeCloseTo(low, 10);
    expect(found.interval?.high).toBeCloseTo(high, 10);
  });

  it('of a table gives each mean the interval it has alone', () => {
    const table = new BootstrapTable(2, 4);
    for (const [cluster, value] of given) {
      table.add(cluster, 0, value);
      table.add(cluster, 1, 15 - value);
    }
    expect(table.clusters).toBe(new Set(given.map(([cluster]) => cluster)).size);
    const [first, second] = table.intervals({ replicates, seed });
    expect(first?.low).toBeCloseTo(low, 10);
    expect(first?.high).toBeCloseTo(high, 10);
    expect(second?.low).toBeCloseTo(15 - high, 10);
    const mean = given.reduce((sum, [, value]) => sum + value, 0) / given.length;
    expect(table.means()[0]).toBeCloseTo(mean, 12);
  });

  it('has no interval for a mean that some resample has no sample of', () => {
    const table = new BootstrapTable(2);
    for (const [cluster, value] of given) table.add(cluster, 0, value);
    table.add(given[0]?.[0] ?? '', 1, 5);
    expect(table.intervals({ replicates: 200, seed: 1 })[1]).toBeUndefined();
    expect(new BootstrapTable(1).intervals({ replicates: 10, seed: 1 })).toEqual([undefined]);
  });

  it('says how many resamples had no value, and that one cluster cannot be resampled', () => {
    const sometimes = (drawn: Uint32Array): number => (drawn.includes(0) ? 1 : Number.NaN);
    expect(bootstrapInterval(4, sometimes, { replicates: 100, seed: 1 })).toMatchObject({
      interval: undefined,
      because: expect.stringMatching(/^\d+ of 100 resamples have no value/),
    });
    expect(bootstrapInterval(1, () => 1, { replicates: 100, seed: 1 })).toMatchObject({
      because: 'One cluster cannot be resampled.',
    });
  });
});

describe('ranks over resamples', () => {
  it('hold 95% of the resamples and leave out what is rarer', () => {
    const ranks = new RankCounts(3);
    expect(ranks.intervals()).toEqual([undefined, undefined, undefined]);
    for (let resample = 0; resample < 200; resample += 1) ranks.add(resample < 4 ? [1, 2, 3] : [3, 2, 1]);
    expect(ranks.intervals()).toEqual([
      { low: 1, high: 1 },
      { low: 2, high: 2 },
      { low: 3, high: 3 },
    ]);
    for (let resample = 0; resample < 20; resample += 1) ranks.add([1, 2, 3]);
    expect(ranks.intervals()[0]).toEqual({ low: 1, high: 3 });
  });

  it('of equal means are the better one, and what is not there comes last', () => {
    const ranks = new RankCounts(3);
    ranks.add([2, 2, Number.NaN]);
    expect(ranks.intervals()).toEqual([
      { low: 1, high: 1 },
      { low: 1, high: 1 },
      { low: 3, high: 3 },
    ]);
  });

  it('hold the rank that the sample has more often than not', () => {
    const means = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(means, fc.integer({ min: 1, max: 60 }), (sample, resamples) => {
        const ranks = new RankCounts(sample.length);
        for (let resample = 0; resample < resamples; resample += 1) ranks.add(sample);
        ranks.intervals().forEach((interval, item) => {
          const rank = 1 + sample.filter((other) => other > (sample[item] ?? 0)).length;
          expect(interval).toEqual({ low: rank, high: rank });
        });
      }),
    );
  });
});
