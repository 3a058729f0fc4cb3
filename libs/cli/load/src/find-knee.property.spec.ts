import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findKnee, type KneeOptions, type Probe } from './find-knee.ts';
import { seededRandom } from './random.ts';

const LIMIT_MS = 100;

/** A server with one queue: its p99 grows without bound near its capacity; now and then something disturbs a probe. */
function server(capacity: number, disturbed: number, seed: number): (rate: number) => Promise<Probe> {
  const random = seededRandom(seed);
  return async (rate) => {
    const calm = rate >= capacity ? Infinity : (20 / (1 - rate / capacity)) * (1 + 0.1 * random());
    const p99Ms = random() < disturbed ? Math.max(calm, 1_000) : calm;
    return { rate, p99Ms, achievedRate: Math.min(rate, capacity), lagP99Ms: 1, processes: [] };
  };
}

/** Where its p99 meets the limit without noise. */
const kneeOf = (capacity: number): number => capacity * (1 - 20 / LIMIT_MS);

const options = (changes: Partial<KneeOptions>): KneeOptions => ({
  startRate: 10,
  lowestRate: 0.5,
  highestRate: 100_000,
  p99LimitMs: LIMIT_MS,
  precision: 0.05,
  tries: 3,
  confirmations: 3,
  maxProbes: 1_000,
  probe: server(100, 0, 1),
  ...changes,
});

const capacities = fc.double({ min: 1, max: 50_000, noNaN: true });
const seeds = fc.nat();

describe('findKnee', () => {
  it('finds the knee of a quiet server within its precision', async () => {
    await fc.assert(
      fc.asyncProperty(capacities, seeds, async (capacity, seed) => {
        const { rate, end } = await findKnee(options({ probe: server(capacity, 0, seed) }));
        expect(end).toBe('found');
        expect(rate! / kneeOf(capacity)).toBeGreaterThan(0.85);
        expect(rate! / kneeOf(capacity)).toBeLessThan(1.05);
      }),
    );
  });

  it('finds it although one probe in seven is disturbed', async () => {
    const found: number[] = [];
    await fc.assert(
      fc.asyncProperty(capacities, seeds, async (capacity, seed) => {
        const { rate } = await findKnee(options({ probe: server(capacity, 1 / 7, seed) }));
        found.push((rate ?? 0) / kneeOf(capacity));
        expect(rate! / kneeOf(capacity)).toBeLessThan(1.05);
      }),
      { seed: 11, numRuns: 200 },
    );
    const good = found.filter((share) => share > 0.8).length;
    expect(good / found.length).toBeGreaterThan(0.9);
  });

  it('reports a rate that passed its last probes', async () => {
    await fc.assert(
      fc.asyncProperty(capacities, seeds, async (capacity, seed) => {
        const knee = await findKnee(options({ probe: server(capacity, 0.2, seed), tries: 1 }));
        if (knee.end !== 'found') return;
        expect(knee.probes.slice(-3).map(({ rate, passed }) => [rate, passed])).toEqual(
          Array.from({ length: 3 }, () => [knee.rate, true]),
        );
      }),
    );
  });

  it('never leaves the allowed rates and probes', async () => {
    await fc.assert(
      fc.asyncProperty(
        capacities,
        seeds,
        fc.integer({ min: 1, max: 30 }),
        async (capacity, seed, maxProbes) => {
          const { probes } = await findKnee(
            options({ probe: server(capacity, 0.1, seed), lowestRate: 5, highestRate: 700, maxProbes }),
          );
          expect(probes.length).toBeLessThanOrEqual(maxProbes);
          expect(probes.every(({ rate }) => rate >= 5 && rate <= 700)).toBe(true);
        },
      ),
    );
  });

  it('catches up with a target that became slower, and names a rate that passed when it may not go on', async () => {
    const slowerFrom = (probes: number) => {
      let probed = 0;
      return (rate: number) => server((probed += 1) <= probes ? 100 : 10, 0, 1)(rate);
    };
    const found = await findKnee(options({ probe: slowerFrom(10) }));
    expect(found.end).toBe('found');
    expect(found.rate).toBeLessThan(kneeOf(10) * 1.05);
    expect(found.probes.length).toBeLessThan(40);

    const cut = await findKnee(options({ probe: slowerFrom(10), maxProbes: 14 }));
    const passed = cut.probes.filter((probe) => probe.passed);
    expect(cut).toMatchObject({
      end: 'probes',
      rate: passed.at(-1)?.rate,
      goodput: passed.at(-1)?.achievedRate,
    });
    expect(cut.goodput).toBeGreaterThan(0);
  });

  it('says why there is no knee', async () => {
    const slow = await findKnee(options({ probe: server(0.1, 0, 1) }));
    expect(slow).toMatchObject({ end: 'target is slower', rate: undefined });

    const fast = await findKnee(options({ probe: server(1e9, 0, 1), highestRate: 1_000 }));
    expect(fast).toMatchObject({ end: 'highest rate', rate: 1_000 });

    const late = await findKnee(
      options({
        probe: async (rate) => ({ ...(await server(500, 0, 1)(rate)), lagP99Ms: 80, processes: [] }),
      }),
    );
    expect(late.end).toBe('generator');

    const few = await findKnee(options({ maxProbes: 2 }));
    expect(few).toMatchObject({ end: 'probes', rate: 20 });

    const stopped = await findKnee(options({ probe: async () => undefined }));
    expect(stopped).toMatchObject({ end: 'interrupted', rate: undefined, probes: [] });
  });
});
