import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Places } from './places.ts';

const { signal } = new AbortController();

describe('places', () => {
  it('never run more at once than there are, and serve everybody in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 20 }),
        async (capacity, delays) => {
          const places = new Places({ capacity, queue: 100 });
          let [running, most] = [0, 0];
          const done = await Promise.all(
            delays.map((turns) =>
              places.run(signal, async () => {
                most = Math.max(most, ++running);
                for (let turn = 0; turn < turns; turn++) await Promise.resolve();
                running -= 1;
                return turns;
              }),
            ),
          );
          expect(done).toEqual(delays);
          expect(most).toBeLessThanOrEqual(capacity);
          expect(places.inFlight).toBe(0);
        },
      ),
    );
  });

  it('refuse early when the queue is full, saying when to come back', async () => {
    const places = new Places({ capacity: 1, queue: 1 });
    const leave = await places.enter(signal);
    const waiting = places.enter(signal);
    await expect(places.enter(signal)).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      reason: 'WORKER_FULL',
      retryAfterMs: expect.any(Number) as unknown,
    });
    leave();
    (await waiting)();
    expect(places.inFlight).toBe(0);
  });

  it('a caller that gives up leaves the queue', async () => {
    const places = new Places({ capacity: 1, queue: 1 });
    const leave = await places.enter(signal);
    const stop = new AbortController();
    const waiting = places.enter(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(places.inFlight).toBe(1);
    leave();
    (await places.enter(signal))();
    expect(places.inFlight).toBe(0);
  });

  it('work that fails gives its place back', async () => {
    const places = new Places({ capacity: 1, queue: 0 });
    await expect(places.run(signal, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(places.inFlight).toBe(0);
  });
});
