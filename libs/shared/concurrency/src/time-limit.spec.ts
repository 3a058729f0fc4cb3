import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { timeLimit } from './time-limit.ts';

describe('a time limit', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('aborts when the time is over', () => {
    using limit = timeLimit(100, new AbortController().signal);
    jest.advanceTimersByTime(99);
    expect([limit.signal.aborted, limit.isOver]).toEqual([false, false]);
    jest.advanceTimersByTime(1);
    expect([limit.signal.aborted, limit.isOver]).toEqual([true, true]);
    expect(limit.signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('aborts with the other signal, for its reason, and is not over then', () => {
    const outer = new AbortController();
    using limit = timeLimit(100, outer.signal);
    outer.abort('left');
    jest.advanceTimersByTime(200);
    expect([limit.signal.reason, limit.isOver]).toEqual(['left', false]);
    using late = timeLimit(100, outer.signal);
    expect(late.signal.reason).toBe('left');
  });

  it('leaves no timer and no listener behind', () => {
    const outer = new AbortController();
    timeLimit(600_000, outer.signal)[Symbol.dispose]();
    expect(jest.getTimerCount()).toBe(0);
    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
  });

  it('holds more than a timer of Node can', () => {
    using limit = timeLimit(Infinity, new AbortController().signal);
    jest.advanceTimersByTime(1000);
    expect(limit.signal.aborted).toBe(false);
  });
});
