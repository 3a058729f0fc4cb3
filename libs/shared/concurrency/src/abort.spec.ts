import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { onAbort, untilAborted, whenAborted } from './abort.ts';
import { waitOrAbort } from './wait-or-abort.ts';

const listeners = ({ signal }: AbortController) => getEventListeners(signal, 'abort').length;

describe('onAbort', () => {
  it('calls once when the signal aborts, and at once when it has', () => {
    const controller = new AbortController();
    let calls = 0;
    onAbort(controller.signal, () => (calls += 1));
    expect(calls).toBe(0);
    controller.abort();
    expect(calls).toBe(1);
    onAbort(controller.signal, () => (calls += 1));
    expect(calls).toBe(2);
  });

  it('takes away its own listener and no other', () => {
    const controller = new AbortController();
    let calls = 0;
    const act = () => (calls += 1);
    onAbort(controller.signal, act);
    onAbort(controller.signal, act)[Symbol.dispose]();
    expect(listeners(controller)).toBe(1);
    controller.abort();
    expect(calls).toBe(1);
  });
});

describe('untilAborted', () => {
  it('ends as the work ends', async () => {
    const { signal } = new AbortController();
    await expect(untilAborted(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(untilAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
  });

  it('rejects as soon as the signal aborts, also when the work fails afterwards', async () => {
    const controller = new AbortController();
    const work = Promise.withResolvers<never>();
    const waiting = untilAborted(work.promise, controller.signal);
    controller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    work.reject(new Error('failed, and nobody waits'));
    await turn();
    await expect(untilAborted(Promise.resolve(7), controller.signal)).rejects.toThrow('left');
  });
});

describe('whenAborted', () => {
  it('resolves when the signal aborts, and at once when it has', async () => {
    const controller = new AbortController();
    const waiting = whenAborted(controller.signal);
    controller.abort();
    await waiting;
    await whenAborted(controller.signal);
  });
});

it('nothing is left on a signal that outlives the work', async () => {
  const controller = new AbortController();
  await untilAborted(Promise.resolve(), controller.signal);
  await untilAborted(Promise.reject(new Error('failed')), controller.signal).catch(() => undefined);
  await waitOrAbort(1, controller.signal);
  expect(listeners(controller)).toBe(0);
});
