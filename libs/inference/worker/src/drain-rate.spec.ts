import { expect, it } from '@jest/globals';
import { DrainRate } from './drain-rate.ts';

/** A clock of the test's own, and calls of a length in milliseconds, one after the other. */
function worker() {
  const drain = new DrainRate();
  let now = 5000;
  return {
    calls: (count: number, ms: number) => {
      for (let call = 0; call < count; call += 1) {
        drain.began(now);
        now += ms;
        drain.ended(now);
      }
    },
    idle: (ms: number) => (now += ms),
    read: () => drain.read(now),
  };
}

it('a rate is known when enough calls have ended, rises quickly and falls slowly', () => {
  const { calls, read } = worker();
  const after = (count: number, ms: number) => {
    calls(count, ms);
    return read();
  };
  expect([read(), after(31, 100), after(1, 100)]).toEqual([undefined, undefined, 10]);
  expect([after(80, 50), after(32, 200)]).toEqual([15, 14]);
});

it('a rate is not changed by looking again at once, nor by time without a call', () => {
  const { calls, idle, read } = worker();
  idle(60_000);
  calls(20, 100);
  idle(60_000);
  expect(read()).toBeUndefined();
  calls(20, 100);
  expect([read(), read()]).toEqual([10, 10]);
  idle(60_000);
  expect(read()).toBe(10);
});

it('many calls in a moment are no rate yet', () => {
  const { calls, read } = worker();
  calls(500, 1);
  expect(read()).toBeUndefined();
  calls(500, 1);
  expect(read()).toBe(1000);
});

it('a slow worker has one after five seconds of work', () => {
  const { calls, read } = worker();
  calls(4, 1000);
  expect(read()).toBeUndefined();
  calls(1, 1000);
  expect(read()).toBe(1);
});

it('calls that overlap share the time', () => {
  const drain = new DrainRate();
  for (let call = 0; call < 64; call += 1) drain.began(0);
  for (let call = 0; call < 64; call += 1) drain.ended(2000);
  expect(drain.read(2000)).toBe(32);
});
