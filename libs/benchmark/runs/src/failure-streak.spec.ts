import { describe, expect, it } from '@jest/globals';
import { RookeryError, type Reason } from '@rookery/shared-errors';
import { FailureStreak, type EndedCall } from './failure-streak.ts';

const heard: EndedCall = { model: 'a', reason: undefined, error: undefined };
const ended = (reason: NonNullable<EndedCall['reason']>, because?: Reason, model = 'a'): EndedCall => ({
  model,
  reason,
  error: new RookeryError('FAILED_PRECONDITION', 'as its server says', {
    ...(because === undefined ? {} : { reason: because }),
  }),
});

describe('FailureStreak', () => {
  it('speaks up when nothing but the set-up can be at fault', () => {
    const refused = ended('failed_precondition');
    const streak = new FailureStreak();
    for (let sample = 1; sample < 20; sample += 1) expect(streak.add(refused)).toBeUndefined();
    expect(streak.add(heard)).toBeUndefined();
    for (let sample = 1; sample < 20; sample += 1) expect(streak.add(refused)).toBeUndefined();
    expect(streak.add(refused)).toEqual({
      state: 'failed',
      reason: expect.stringMatching(
        /^20 samples in a row ended with failed_precondition of a \(as its server says\)/,
      ),
    });
  });

  it.each([
    ['unavailable'],
    ['answer_filtered'],
    ['too_long'],
    ['empty_answer'],
    ['answer_torn'],
    ['limit_spent_thinking'],
  ] as const)('bears any number of %s', (reason) => {
    const streak = new FailureStreak();
    for (let sample = 0; sample < 100; sample += 1) expect(streak.add(ended(reason))).toBeUndefined();
  });

  it.each([
    ['quota_spent', 'MODEL_QUOTA_SPENT', 'stopped'],
    ['key_refused', 'MODEL_SERVER_REFUSES_KEY', 'failed'],
  ] as const)('knows after a few that %s meets all, of this model', (reason, because, state) => {
    const streak = new FailureStreak();
    for (let sample = 0; sample < 9; sample += 1) {
      expect(streak.add(ended(reason, because, 'b'))).toEqual(
        sample < 2 ? undefined : { state, reason: expect.stringContaining('as its server says') },
      );
      expect(streak.add(heard)).toBeUndefined();
    }
  });

  it('knows after a few that a server does not have the model', () => {
    const streak = new FailureStreak();
    const unknown = ended('not_found', 'MODEL_UNKNOWN');
    expect([1, 2].map(() => streak.add(unknown))).toEqual([undefined, undefined]);
    expect(streak.add(unknown)).toMatchObject({ state: 'failed' });
  });

  it('ends with the first that is asked to wait for a day', () => {
    const error = new RookeryError('RESOURCE_EXHAUSTED', 'tomorrow', {
      reason: 'MODEL_RATE_LIMITED',
      retryAfterMs: 86_400_000,
    });
    expect(new FailureStreak().add({ model: 'a', reason: 'rate_limited', error })).toEqual({
      state: 'stopped',
      reason: expect.stringContaining('asks to wait 86400 s'),
    });
  });

  it('does not wait for the end of a server that answers nobody', () => {
    const streak = new FailureStreak();
    for (let sample = 1; sample < 20; sample += 1) {
      expect(streak.add(ended('model_server_down', 'MODEL_SERVER_FAILED'))).toBeUndefined();
    }
    expect(streak.add(ended('model_server_down', 'MODEL_SERVER_FAILED'))?.state).toBe('failed');
  });
});
