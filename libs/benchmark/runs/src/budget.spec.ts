import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Budget, type Allowance } from './budget.ts';

const { signal } = new AbortController();
const NOTHING = { calls: 0, costUsd: 0 };

describe('Budget', () => {
  it('allows everything without limits', async () => {
    const budget = new Budget({}, { calls: 1e9, costUsd: 1e9 });
    const allowance = await budget.setAside({ calls: 1e6, costUsd: 1e6 }, signal);
    allowance?.take({ calls: 2e6, costUsd: 2e6 });
    expect(allowance?.allowsMore({ calls: 1e6, costUsd: 1e6 })).toBe(true);
  });

  it('counts what the run has taken before', async () => {
    const budget = new Budget({ calls: 10 }, { calls: 8, costUsd: 0 });
    expect(await budget.setAside({ calls: 3, costUsd: 0 }, signal)).toBeUndefined();
    expect(budget.reason({ calls: 3, costUsd: 0 })).toBe(
      'max_calls is 10, 8 were made and the next sample may take 3',
    );
    expect(await budget.setAside({ calls: 2, costUsd: 0 }, signal)).toBeDefined();
  });

  it('waits for what is in flight before it says no', async () => {
    const price = { calls: 4, costUsd: 0 };
    const budget = new Budget({ calls: 9 }, NOTHING);
    const first = await budget.setAside(price, signal);
    const second = await budget.setAside(price, signal);
    const third = budget.setAside(price, signal);
    first?.take({ calls: 1, costUsd: 0 });
    first?.settle();
    const got = await third;
    expect(got).toBeDefined();
    const fourth = budget.setAside(price, signal);
    for (const one of [second, got]) {
      one?.take(price);
      one?.settle();
    }
    expect(await fourth).toBeUndefined();
  });

  it('counts what failed while it happens, and lets nothing be repeated beyond the limit', async () => {
    const price = { calls: 4, costUsd: 0 };
    const budget = new Budget({ calls: 12 }, NOTHING);
    const [one, two] = [await budget.setAside(price, signal), await budget.setAside(price, signal)];
    one?.take(price);
    expect(one?.allowsMore(price)).toBe(true);
    // The other has its own, and nothing beside it: the first has set its second attempt aside.
    expect(two?.allowsMore(price)).toBe(true);
    two?.take(price);
    expect(two?.allowsMore({ calls: 1, costUsd: 0 })).toBe(false);
    one?.take(price);
    for (const each of [one, two]) each?.settle();
    expect(await budget.setAside({ calls: 1, costUsd: 0 }, signal)).toBeUndefined();
  });

  it('counts what is taken for no sample', async () => {
    const budget = new Budget({ calls: 3 }, NOTHING);
    budget.charge({ calls: 2, costUsd: 0 });
    expect(await budget.setAside({ calls: 2, costUsd: 0 }, signal)).toBeUndefined();
    expect(budget.reason({ calls: 2, costUsd: 0 })).toContain('2 were made');
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
            let answered: Allowance | undefined | 'waits' = 'waits';
            void asked.then((allowance) => (answered = allowance));
            for (;;) {
              await new Promise((resolve) => setImmediate(resolve));
              if (answered !== 'waits') break;
              inFlight.shift()?.();
            }
            const allowance = await asked;
            if (allowance === undefined) break;
            const calls = Math.floor(price * share);
            taken += calls;
            allowance.take({ calls, costUsd: 0 });
            inFlight.push(() => allowance.settle());
          }
          expect(taken).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 50 },
    );
  });
});
