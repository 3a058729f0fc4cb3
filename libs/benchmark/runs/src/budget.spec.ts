import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Budget } from './budget.ts';

const { signal } = new AbortController();
const NOTHING = { calls: 0, costUsd: 0 };

describe('Budget', () => {
  it('allows everything without limits', async () => {
    const budget = new Budget({}, { calls: 1e9, costUsd: 1e9 });
    expect(await budget.setAside({ calls: 1e6, costUsd: 1e6 }, signal)).toBe(true);
  });

  it('counts what the run has taken before', async () => {
    const budget = new Budget({ calls: 10 }, { calls: 8, costUsd: 0 });
    expect(await budget.setAside({ calls: 3, costUsd: 0 }, signal)).toBe(false);
    expect(budget.reason({ calls: 3, costUsd: 0 })).toBe(
      'max_calls is 10, 8 were made and the next sample may take 3',
    );
    expect(await budget.setAside({ calls: 2, costUsd: 0 }, signal)).toBe(true);
  });

  it('waits for what is in flight before it says no', async () => {
    const price = { calls: 4, costUsd: 0 };
    const budget = new Budget({ calls: 9 }, NOTHING);
    expect(await budget.setAside(price, signal)).toBe(true);
    expect(await budget.setAside(price, signal)).toBe(true);
    const third = budget.setAside(price, signal);
    budget.settle(price, { calls: 1, costUsd: 0 });
    expect(await third).toBe(true);
    const fourth = budget.setAside(price, signal);
    budget.settle(price, price);
    budget.settle(price, price);
    expect(await fourth).toBe(false);
  });

  it('stops waiting when it is told to', async () => {
    const budget = new Budget({ costUsd: 1 }, NOTHING);
    await budget.setAside({ calls: 1, costUsd: 0.9 }, signal);
    const leaving = new AbortController();
    const waiting = budget.setAside({ calls: 1, costUsd: 0.9 }, leaving.signal);
    leaving.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
  });

  it('never lets a run pass its limit when samples take at most their price', async () => {
    const sample = fc.record({
      price: fc.integer({ min: 1, max: 20 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.array(sample, { maxLength: 40 }),
        async (most, samples) => {
          const budget = new Budget({ calls: most }, NOTHING);
          const inFlight: (() => void)[] = [];
          let taken = 0;
          for (const { price, share } of samples) {
            const set = { calls: price, costUsd: 0 };
            const asked = budget.setAside(set, signal);
            // Whoever waits is helped by the oldest samples ending.
            let answered: boolean | undefined;
            void asked.then((yes) => (answered = yes));
            for (;;) {
              await new Promise((resolve) => setImmediate(resolve));
              if (answered !== undefined) break;
              inFlight.shift()?.();
            }
            if (!answered) break;
            const calls = Math.floor(price * share);
            taken += calls;
            inFlight.push(() => budget.settle(set, { calls, costUsd: 0 }));
          }
          expect(taken).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 50 },
    );
  });
});
