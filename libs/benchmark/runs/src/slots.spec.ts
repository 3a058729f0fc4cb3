import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Slots } from './slots.ts';

const { signal } = new AbortController();

/** Lets everything that waits on settled promises go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Slots', () => {
  it('lets in as many as there are places, in the order they came', async () => {
    const slots = new Slots(2);
    const order: number[] = [];
    const comers = [1, 2, 3, 4].map((comer) => slots.take(signal).then(() => order.push(comer)));
    await settle();
    expect(order).toEqual([1, 2]);
    slots.giveBack();
    slots.giveBack();
    await Promise.all(comers);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('lets in who has the lowest order, whenever it came', async () => {
    const slots = new Slots(1);
    await slots.take(signal);
    const entered: number[] = [];
    const comers = [2, 1, 3, 1].map((order) => slots.take(signal, order).then(() => entered.push(order)));
    // Positions of those with orders 1, 1, 2, 3.
    for (const comer of [1, 3, 0, 2]) {
      slots.giveBack();
      await comers[comer];
    }
    expect(entered).toEqual([1, 1, 2, 3]);
  });

  it('lets go of who stops waiting', async () => {
    const slots = new Slots(1);
    await slots.take(signal);
    const leaving = new AbortController();
    const left = slots.take(leaving.signal);
    const stayed = slots.take(signal);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    slots.giveBack();
    await stayed;
    expect(slots.taken).toBe(1);
  });

  it('has fewer places after a refusal, at most once a second, and grows back', async () => {
    let now = 0;
    const slots = new Slots(9, () => now);
    for (let comer = 0; comer < 9; comer += 1) await slots.take(signal);
    slots.slowDown();
    slots.slowDown();
    expect(slots.limit).toBe(6);
    now = 1000;
    slots.slowDown();
    expect(slots.limit).toBe(4);
    for (let ended = 0; ended < 100; ended += 1) slots.speedUp();
    expect(slots.limit).toBe(9);
  });

  it('never lets in more than its limit, and never stops at none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.constantFrom('take', 'back', 'slow', 'fast'), { maxLength: 60 }),
        async (most, steps) => {
          let now = 0;
          const slots = new Slots(most, () => (now += 1000));
          let [asked, entered, back] = [0, 0, 0];
          for (const step of steps) {
            const before = entered;
            if (step === 'take') {
              asked += 1;
              void slots.take(signal).then(() => (entered += 1));
            } else if (step === 'back' && entered > back) {
              back += 1;
              slots.giveBack();
            } else if (step === 'slow') slots.slowDown();
            else if (step === 'fast') slots.speedUp();
            await settle();
            if (entered > before) expect(slots.taken).toBeLessThanOrEqual(most);
            expect(slots.taken).toBe(entered - back);
            expect(slots.limit).toBeGreaterThanOrEqual(1);
          }
          for (; back < asked; back += 1) {
            slots.giveBack();
            await settle();
          }
          expect(entered).toBe(asked);
        },
      ),
      { numRuns: 50 },
    );
  });
});
