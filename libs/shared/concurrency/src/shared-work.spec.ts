import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SharedWork, type SharedLimits } from './shared-work.ts';

/** Work that ends when the test says so, or when nobody waits. */
function held() {
  const begun: SharedLimits[] = [];
  const end = Promise.withResolvers<string>();
  const work = new SharedWork(async (limits) => {
    begun.push(limits);
    return end.promise;
  });
  return { begun, end, work };
}

describe('SharedWork', () => {
  it('is done once for all who wait', async () => {
    const { begun, end, work } = held();
    expect(begun).toHaveLength(0);
    const { signal } = new AbortController();
    const waiting = [work.join(signal), work.join(signal)];
    end.resolve('done');
    expect(await Promise.all(waiting)).toEqual(['done', 'done']);
    expect(await work.join(signal)).toBe('done');
    expect(begun).toHaveLength(1);
    expect(begun[0]?.signal.aborted).toBe(false);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('goes on when one leaves, and stops when the last one does', async () => {
    const { begun, work } = held();
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [first, second].map(({ signal }) => work.join(signal));
    const ends = Promise.allSettled(waiting);
    first.abort(new Error('first left'));
    await expect(waiting[0]).rejects.toThrow('first left');
    expect(work.abandoned).toBe(false);
    second.abort(new Error('second left'));
    await ends;
    expect(work.abandoned).toBe(true);
    expect(begun[0]?.signal.reason).toEqual(new Error('second left'));
  });

  it('is no business of who has left already', async () => {
    const { begun, work } = held();
    await expect(work.join(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(begun).toHaveLength(0);
    expect(work.abandoned).toBe(false);
  });

  it('has the latest deadline, and none once somebody has none', async () => {
    const { begun, end, work } = held();
    const { signal } = new AbortController();
    const soon = new Date(1_000);
    const late = new Date(2_000);
    const waiting = [work.join(signal, soon)];
    expect(begun[0]?.deadline).toEqual(soon);
    waiting.push(work.join(signal, late), work.join(signal, soon));
    expect(begun[0]?.deadline).toEqual(late);
    waiting.push(work.join(signal));
    expect(begun[0]?.deadline).toBeUndefined();
    waiting.push(work.join(signal, late));
    expect(begun[0]?.deadline).toBeUndefined();
    end.resolve('');
    await Promise.all(waiting);
  });

  it('that fails, fails for all who wait and for nobody else', async () => {
    const { end, work } = held();
    const waiting = new AbortController();
    const ends = Promise.allSettled([work.join(waiting.signal), work.join(waiting.signal)]);
    end.reject(new Error('failed'));
    expect(await ends).toMatchObject([{ reason: { message: 'failed' } }, { reason: { message: 'failed' } }]);

    const left = held();
    const leaving = new AbortController();
    const alone = left.work.join(leaving.signal);
    leaving.abort(new Error('left'));
    await expect(alone).rejects.toThrow('left');
    left.end.reject(new Error('after all have left'));
    await turn();
  });
});
