import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoffMs } from './backoff.ts';
import { type Judged, type RetryPolicy, withRetries } from './with-retries.ts';

const policy: RetryPolicy = { maxAttempts: 3, backoff: { firstMs: 1, mostMs: 2 }, longestAskedWaitMs: 50 };
const { signal } = new AbortController();
const again =
  (fields: Partial<Judged> = {}): (() => Judged) =>
  () => ({
    error: new Error('judged'),
    retry: true,
    ...fields,
  });

function failingTimes(times: number): { attempt: () => Promise<string>; calls: number } {
  const attempts = {
    calls: 0,
    attempt: async (): Promise<string> => {
      attempts.calls += 1;
      if (attempts.calls <= times) throw new Error('raw');
      return 'done';
    },
  };
  return attempts;
}

describe('withRetries', () => {
  it('repeats until it works', async () => {
    const attempts = failingTimes(2);
    await expect(withRetries(policy, { signal }, attempts.attempt, again())).resolves.toBe('done');
    expect(attempts.calls).toBe(3);
  });

  it('ends with the judged error when the attempts are used up', async () => {
    const attempts = failingTimes(9);
    await expect(withRetries(policy, { signal }, attempts.attempt, again())).rejects.toThrow('judged');
    expect(attempts.calls).toBe(3);
  });

  it.each([
    ['it is not worth repeating', again({ retry: false }), {}],
    ['the asked wait is too long', again({ askedWaitMs: 51 }), {}],
    ['the wait would pass the deadline', again({ askedWaitMs: 40 }), { deadline: new Date() }],
  ])('stops at once when %s', async (_, judge, limits) => {
    const attempts = failingTimes(9);
    await expect(withRetries(policy, { signal, ...limits }, attempts.attempt, judge)).rejects.toThrow(
      'judged',
    );
    expect(attempts.calls).toBe(1);
  });

  it('ends a wait when the signal aborts', async () => {
    const stop = new AbortController();
    const attempts = failingTimes(9);
    const patient = { ...policy, longestAskedWaitMs: Infinity };
    const running = withRetries(
      patient,
      { signal: stop.signal },
      attempts.attempt,
      again({ askedWaitMs: 3_600_000 }),
    );
    stop.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(attempts.calls).toBe(1);
  });
});

describe('backoffMs', () => {
  it('lies between half of and the whole of a doubling, capped wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const ceiling = Math.min(1000, 10 * 2 ** (failures - 1));
          const wait = backoffMs({ firstMs: 10, mostMs: 1000 }, failures, random);
          expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
          expect(wait).toBeLessThanOrEqual(ceiling);
        },
      ),
    );
  });
});
