import { describe, expect, it } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import { failureKind } from './failure.ts';
import { OutageGate } from './outage-gate.ts';
import { patiently, type PatienceOptions } from './patience.ts';

const { signal } = new AbortController();
const well = new OutageGate({ probe: () => Promise.resolve(), changed: () => undefined, signal });

function options(changes: Partial<PatienceOptions> = {}): PatienceOptions {
  return {
    gate: well,
    server: well,
    slowDown: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    failed: () => undefined,
    mayRepeat: () => true,
    signal,
    ...changes,
  };
}

function failing(
  times: number,
  error: Error,
): { attempts: number[]; attempt: (number: number) => Promise<string> } {
  const attempts: number[] = [];
  return {
    attempts,
    attempt: (number) => {
      attempts.push(number);
      return number <= times ? Promise.reject(error) : Promise.resolve('done');
    },
  };
}

describe('failureKind', () => {
  it.each([
    [new RookeryError('UNAVAILABLE', 'no connection'), 'outage'],
    [new RookeryError('UNAVAILABLE', '502', { reason: 'MODEL_SERVER_FAILED' }), 'server'],
    [new RookeryError('UNAVAILABLE', 'refused', { reason: 'MODEL_SERVER_UNREACHABLE' }), 'server'],
    [new RookeryError('UNAVAILABLE', 'silent', { reason: 'MODEL_SERVER_STALLED' }), 'server'],
    [new RookeryError('UNAVAILABLE', 'torn', { reason: 'MODEL_SERVER_BROKEN_ANSWER' }), 'passing'],
    [new RookeryError('UNAVAILABLE', 'nothing', { reason: 'MODEL_SERVER_EMPTY_ANSWER' }), 'passing'],
    [new RookeryError('FAILED_PRECONDITION', '401', { reason: 'MODEL_SERVER_REFUSES_KEY' }), 'lasting'],
    [new RookeryError('FAILED_PRECONDITION', 'filter', { reason: 'MODEL_ANSWER_FILTERED' }), 'lasting'],
    [new RookeryError('FAILED_PRECONDITION', 'long', { reason: 'MODEL_REQUEST_TOO_LONG' }), 'lasting'],
    [new RookeryError('FAILED_PRECONDITION', 'spent', { reason: 'MODEL_LIMIT_SPENT_THINKING' }), 'lasting'],
    [
      new RookeryError('RESOURCE_EXHAUSTED', '402', { reason: 'MODEL_QUOTA_SPENT', retryAfterMs: 9 }),
      'lasting',
    ],
    [new RookeryError('RESOURCE_EXHAUSTED', 'TPM', { reason: 'MODEL_REQUEST_OVER_RATE' }), 'lasting'],
    [new RookeryError('RESOURCE_EXHAUSTED', '429', { reason: 'MODEL_RATE_LIMITED' }), 'busy'],
    [new RookeryError('UNAVAILABLE', 'starting', { reason: 'DATABASE_AWAY' }), 'outage'],
    [new RookeryError('FAILED_PRECONDITION', 'no', { reason: 'DATABASE_DENIES' }), 'lasting'],
    [new RookeryError('INTERNAL', 'broke', { reason: 'PLANNER_FAILED' }), 'passing'],
    [new RookeryError('UNAVAILABLE', 'crashed', { reason: 'PLANNER_FAILED' }), 'passing'],
    [new RookeryError('NOT_FOUND', 'no worker', { reason: 'MODEL_UNKNOWN' }), 'outage'],
    [new RookeryError('NOT_FOUND', 'no library'), 'lasting'],
    [new RookeryError('RESOURCE_EXHAUSTED', 'slow down', { retryAfterMs: 10 }), 'busy'],
    [new RookeryError('RESOURCE_EXHAUSTED', 'no quota left'), 'lasting'],
    [new RookeryError('INVALID_ARGUMENT', 'too long'), 'lasting'],
    [new RookeryError('DEADLINE_EXCEEDED', 'late'), 'passing'],
  ] as const)('sorts %s', (error, kind) => {
    expect(failureKind(error)).toBe(kind);
  });
});

describe('patiently', () => {
  it('tries again what may pass, and gives up in the end', async () => {
    const passing = new RookeryError('INTERNAL', 'hiccup');
    const twice = failing(2, passing);
    await expect(patiently(options(), twice.attempt)).resolves.toBe('done');
    expect(twice.attempts).toEqual([1, 2, 3]);
    const always = failing(99, passing);
    await expect(patiently(options(), always.attempt)).rejects.toBe(passing);
    expect(always.attempts).toHaveLength(5);
  });

  it('does not repeat what would fail again', async () => {
    const lasting = failing(99, new RookeryError('INVALID_ARGUMENT', 'too long'));
    await expect(patiently(options(), lasting.attempt)).rejects.toThrow('long');
    expect(lasting.attempts).toEqual([1]);
  });

  it('obeys "slow down" and has fewer in flight', async () => {
    const slowed: number[] = [];
    const busy = failing(2, new RookeryError('RESOURCE_EXHAUSTED', 'later', { retryAfterMs: 30 }));
    const slowDown = async (ms: number): Promise<void> => void slowed.push(ms);
    await patiently(options({ slowDown }), busy.attempt);
    expect(slowed).toHaveLength(2);
    for (const ms of slowed) expect(ms).toBeGreaterThanOrEqual(30);
  });

  it('waits out an outage, asks once for all who wait, and says what it waits for', async () => {
    let [probes, away] = [0, true];
    const said: (string | undefined)[] = [];
    const gate = new OutageGate({
      probe: () => {
        probes += 1;
        if (probes === 2) away = false;
        return away
          ? Promise.reject(new RookeryError('UNAVAILABLE', 'judge is not serving yet'))
          : Promise.resolve();
      },
      changed: (waitingFor) => said.push(waitingFor),
      signal,
    });
    const call = (): Promise<string> =>
      patiently(options({ gate }), () =>
        away ? Promise.reject(new RookeryError('UNAVAILABLE', 'no connection')) : Promise.resolve('done'),
      );
    await expect(Promise.all([call(), call(), call()])).resolves.toEqual(['done', 'done', 'done']);
    expect(probes).toBe(2);
    expect(said).toEqual(['judge is not serving yet', undefined]);
  });

  it('ends at once when the work is given up', async () => {
    const ending = new AbortController();
    const gate = new OutageGate({
      probe: () => Promise.reject(new Error('away')),
      changed: () => undefined,
      signal: ending.signal,
    });
    const call = patiently(options({ gate, signal: ending.signal }), () =>
      Promise.reject(new RookeryError('UNAVAILABLE', 'no connection')),
    );
    setTimeout(() => ending.abort(new Error('cancelled')), 20);
    await expect(call).rejects.toThrow('cancelled');
  });

  it('gives up at once where it is asked to wait for a day', async () => {
    const day = failing(99, new RookeryError('RESOURCE_EXHAUSTED', 'tomorrow', { retryAfterMs: 86_400_000 }));
    await expect(patiently(options(), day.attempt)).rejects.toThrow('tomorrow');
    expect(day.attempts).toEqual([1]);
  });

  it('bears "slow down" for a quarter of an hour and few requests, less and less often', async () => {
    const waits: number[] = [];
    const busy = failing(
      999,
      new RookeryError('RESOURCE_EXHAUSTED', '429', { reason: 'MODEL_RATE_LIMITED' }),
    );
    const slowDown = async (ms: number): Promise<void> => void waits.push(ms);
    await expect(patiently(options({ slowDown }), busy.attempt)).rejects.toThrow('429');
    const total = waits.reduce((sum, ms) => sum + ms, 0);
    expect(total).toBeLessThanOrEqual(15 * 60_000);
    expect(total).toBeGreaterThan(8 * 60_000);
    expect(waits.length).toBeLessThanOrEqual(40);
  });

  it('waits for a model server that is away, and leaves a request that is too much for it', async () => {
    let away = 2;
    const server = { passed: () => Promise.resolve(away-- > 0) };
    const down = failing(4, new RookeryError('UNAVAILABLE', '503', { reason: 'MODEL_SERVER_FAILED' }));
    await expect(patiently(options({ server }), down.attempt)).rejects.toThrow('503');
    expect(down.attempts).toEqual([1, 2, 3, 4]);
    const own = failing(9, new RookeryError('UNAVAILABLE', '500', { reason: 'MODEL_SERVER_FAILED' }));
    await expect(patiently(options(), own.attempt)).rejects.toThrow('500');
    expect(own.attempts).toEqual([1, 2]);
  });

  it('repeats nothing beyond a budget, and tells of every failure', async () => {
    const usage = { calls: 4, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0 };
    const down = failing(9, new RookeryError('INTERNAL', 'broke', { usage }));
    let taken = 0;
    const failed = (error: RookeryError): void => void (taken += error.usage?.calls ?? 0);
    await expect(patiently(options({ failed, mayRepeat: () => taken < 8 }), down.attempt)).rejects.toThrow(
      'broke',
    );
    expect(taken).toBe(8);
  });
});

describe('OutageGate', () => {
  it('waits no longer than it is told to', async () => {
    const said: (string | undefined)[] = [];
    const gate = new OutageGate({
      probe: () => Promise.reject(new RookeryError('UNAVAILABLE', 'away')),
      changed: (waitingFor) => said.push(waitingFor),
      signal,
      pause: { firstMs: 5, mostMs: 5 },
      mostMs: 40,
    });
    expect(await gate.passed()).toBe(false);
    expect(said.length).toBeGreaterThan(2);
    expect(said.at(-1)).toBeUndefined();
  });
});
