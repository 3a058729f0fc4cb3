import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Slots, type Place } from './slots.ts';

const { signal } = new AbortController();

/** Lets everything that waits on settled promises go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Slots', () => {
  it('lets in as many as there are places, in the order they came', async () => {
    const slots = new Slots(2);
    const order: number[] = [];
    const comers = [1, 2, 3, 4].map((comer) =>
      slots.take(signal).then((place) => {
        order.push(comer);
        return place;
      }),
    );
    await settle();
    expect(order).toEqual([1, 2]);
    for (const comer of comers.slice(0, 2)) (await comer).end();
    await Promise.all(comers);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('lets in who has the lowest order, whenever it came', async () => {
    const slots = new Slots(1);
    let place = await slots.take(signal);
    const comers = [2, 1, 3, 1].map((order) => slots.take(signal, order));
    // Positions of those with orders 1, 1, 2, 3: another would never come in.
    for (const comer of [1, 3, 0, 2]) {
      place.end();
      place = (await comers[comer]) ?? place;
    }
    expect(slots.taken).toBe(1);
  });

  it('lets go of who stops waiting', async () => {
    const slots = new Slots(1);
    const place = await slots.take(signal);
    const leaving = new AbortController();
    const left = slots.take(leaving.signal);
    const stayed = slots.take(signal);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    place.end();
    await stayed;
    expect(slots.taken).toBe(1);
  });

  it('lets another ask while one stores, and that one ask again before all who have not begun', async () => {
    const slots = new Slots(1);
    const storing = await slots.take(signal);
    const second = slots.take(signal);
    const third = slots.take(signal);
    storing.leave();
    const asking = await second;
    const again = storing.enter(signal);
    asking.end();
    await again;
    storing.end();
    (await third).end();
    expect([slots.taken, slots.storing]).toEqual([0, 0]);
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

  it('lets nobody begin while twice as many as there are slots are open, and all of these go on', async () => {
    const slots = new Slots(2);
    const open: Place[] = [];
    for (let one = 0; one < 4; one += 1) {
      const place = await slots.take(signal);
      place.leave();
      open.push(place);
    }
    let begun = false;
    const fifth = slots.take(signal).then((place) => {
      begun = true;
      return place;
    });
    await settle();
    expect([slots.taken, begun]).toEqual([0, false]);
    const again = open.map((place) => place.enter(signal));
    for (const [index, entered] of again.entries()) {
      await entered;
      open[index]?.end();
    }
    (await fifth).end();
    expect([slots.taken, slots.storing]).toEqual([0, 0]);
  });

  it('never has more asking or storing than its limits, and never stops at none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.tuple(fc.constantFrom('take', 'leave', 'enter', 'end', 'slow', 'fast'), fc.nat()), {
          maxLength: 80,
        }),
        async (most, steps) => {
          let now = 0;
          const slots = new Slots(most, () => (now += 1000));
          const [asking, storing]: [Place[], Place[]] = [[], []];
          let waiting = 0;
          const one = (places: Place[], which: number): Place | undefined =>
            places.splice(which % Math.max(1, places.length), 1)[0];
          const enter = (entered: Promise<Place>): void => {
            waiting += 1;
            void entered.then((place) => {
              waiting -= 1;
              asking.push(place);
            });
          };
          const leave = (place: Place | undefined): void => {
            place?.leave();
            if (place !== undefined) storing.push(place);
          };
          const enterAgain = (place: Place | undefined): void => {
            if (place !== undefined) enter(place.enter(signal).then(() => place));
          };
          for (const [step, which] of steps) {
            const before = asking.length;
            if (step === 'take') enter(slots.take(signal));
            else if (step === 'leave') leave(one(asking, which));
            else if (step === 'enter') enterAgain(one(storing, which));
            else if (step === 'end') one(which % 2 === 0 ? asking : storing, which)?.end();
            else if (step === 'slow') slots.slowDown();
            else if (step === 'fast') slots.speedUp();
            await settle();
            if (asking.length > before) expect(slots.taken).toBeLessThanOrEqual(most);
            expect(slots.taken).toBe(asking.length);
            expect(slots.storing).toBeLessThanOrEqual(2 * most);
            expect(slots.limit).toBeGreaterThanOrEqual(1);
          }
          for (let left = 500; left > 0 && waiting + asking.length + storing.length > 0; left -= 1) {
            enterAgain(storing.pop());
            await settle();
            asking.pop()?.end();
            await settle();
          }
          expect([slots.taken, slots.storing]).toEqual([0, 0]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
