import { describe, expect, it } from '@jest/globals';
import { RookeryError, type Reason } from '@rookery/shared-errors';
import { endOfWork } from './end-of-work.ts';

const DAY_MS = 86_400_000;
const failed = (reason: Reason, retryAfterMs?: number): RookeryError =>
  new RookeryError('RESOURCE_EXHAUSTED', 'as its server says', {
    reason,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

describe('endOfWork', () => {
  it.each([
    ['MODEL_QUOTA_SPENT', 'stopped', 'no money is left at the server of a: as its server says'],
    ['MODEL_SERVER_REFUSES_KEY', 'failed', 'the key of a is refused'],
    ['DATABASE_DENIES', 'failed', 'as its server says. Mend that, then resume'],
  ] as const)('knows that %s meets everything else', (reason, state, words) => {
    expect(endOfWork(failed(reason), 'a')).toEqual({ state, reason: expect.stringContaining(words) });
  });

  it('names the wait of a day, and when it is over', () => {
    const until = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
    expect(endOfWork(failed('MODEL_RATE_LIMITED', DAY_MS), 'a')).toEqual({
      state: 'stopped',
      reason: expect.stringMatching(/^the server of a asks to wait 86400 s; resume after .* UTC$/),
    });
    expect(endOfWork(failed('MODEL_RATE_LIMITED', DAY_MS), 'a')?.reason).toContain(until);
  });

  it.each([
    ['MODEL_RATE_LIMITED', 60_000],
    ['MODEL_SERVER_FAILED', undefined],
    ['MODEL_ANSWER_FILTERED', undefined],
    ['MODEL_REQUEST_TOO_LONG', undefined],
  ] as const)('leaves %s to the call that met it', (reason, retryAfterMs) => {
    expect(endOfWork(failed(reason, retryAfterMs), 'a')).toBeUndefined();
  });
});
