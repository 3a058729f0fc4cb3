import { describe, expect, it } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import { failureKind } from './failure.ts';
import { OutageGate } from './outage-gate.ts';
import { patiently } from './patience.ts';

const { signal } = new AbortController();
const well = new OutageGate(
  () => Promise.resolve(),
  () => undefined,
  signal,
);

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
    [new RookeryError('UNAVAILABLE', '502', { reason: 'MODEL_SERVER_FAILED' }), 'passing'],
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
    await expect(patiently({ gate: well, slowDown: () => undefined, signal }, twice.attempt)).resolves.toBe(
      'done',
    );
    expect(twice.attempts).toEqual([1, 2, 3]);
    const always = failing(99, passing);
    await expect(patiently({ gate: well, slowDown: () => undefined, signal }, always.attempt)).rejects.toBe(
      passing,
    );
    expect(always.attempts).toHaveLength(5);
  });

  it('does not repeat what would fail again', async () => {
    const lasting = failing(99, new RookeryError('INVALID_ARGUMENT', 'too long'));
    await expect(
      patiently({ gate: well, slowDown: () => undefined, signal }, lasting.attempt),
    ).rejects.toThrow('long');
    expect(lasting.attempts).toEqual([1]);
  });

  it('obeys "slow down" and has fewer in flight', async () => {
    let slowed = 0;
    const busy = failing(2, new RookeryError('RESOURCE_EXHAUSTED', 'later', { retryAfterMs: 30 }));
    const start = performance.now();
    await patiently({ gate: well, slowDown: () => (slowed += 1), signal }, busy.attempt);
    expect(slowed).toBe(2);
    expect(performance.now() - start).toBeGreaterThanOrEqual(60);
  });

  it('waits out an outage, asks once for all who wait, and says what it waits for', async () => {
    let [probes, away] = [0, true];
    const said: (string | undefined)[] = [];
    const gate = new OutageGate(
      () => {
        probes += 1;
        if (probes === 2) away = false;
        return away
          ? Promise.reject(new RookeryError('UNAVAILABLE', 'judge is not serving yet'))
          : Promise.resolve();
      },
      (waitingFor) => said.push(waitingFor),
      signal,
    );
    const call = (): Promise<string> =>
      patiently({ gate, slowDown: () => undefined, signal }, () =>
        away ? Promise.reject(new RookeryError('UNAVAILABLE', 'no connection')) : Promise.resolve('done'),
      );
    await expect(Promise.all([call(), call(), call()])).resolves.toEqual(['done', 'done', 'done']);
    expect(probes).toBe(2);
    expect(said).toEqual(['judge is not serving yet', undefined]);
  });

  it('ends at once when the work is given up', async () => {
    const ending = new AbortController();
    const gate = new OutageGate(
      () => Promise.reject(new Error('away')),
      () => undefined,
      ending.signal,
    );
    const call = patiently({ gate, slowDown: () => undefined, signal: ending.signal }, () =>
      Promise.reject(new RookeryError('UNAVAILABLE', 'no connection')),
    );
    setTimeout(() => ending.abort(new Error('cancelled')), 20);
    await expect(call).rejects.toThrow('cancelled');
  });
});
