import { describe, expect, it } from '@jest/globals';
import { type ErrorCode, type Reason, RookeryError } from '@rookery/shared-errors';
import { FailureStreak } from './failure-streak.ts';

const error = (code: ErrorCode, reason: Reason): RookeryError => new RookeryError(code, 'failed', { reason });

describe('a failed evaluation', () => {
  it.each([
    error('FAILED_PRECONDITION', 'MODEL_SERVER_REFUSES_KEY'),
    error('FAILED_PRECONDITION', 'MODEL_REQUEST_TOO_LONG'),
    error('RESOURCE_EXHAUSTED', 'MODEL_QUOTA_SPENT'),
    error('RESOURCE_EXHAUSTED', 'MODEL_REQUEST_OVER_RATE'),
    error('NOT_FOUND', 'MODEL_UNKNOWN'),
  ])('ends a search at once when no other can succeed: %s', (failure) => {
    expect(() => new FailureStreak(1).failure('evaluate', failure)).toThrow(failure);
  });

  it.each([
    error('FAILED_PRECONDITION', 'MODEL_ANSWER_FILTERED'),
    error('FAILED_PRECONDITION', 'MODEL_LIMIT_SPENT_THINKING'),
    error('UNAVAILABLE', 'MODEL_SERVER_EMPTY_ANSWER'),
    error('UNAVAILABLE', 'MODEL_SERVER_FAILED'),
  ])('ends it after eight in a row when another may: %s', (failure) => {
    const streak = new FailureStreak(1);
    for (let failures = 1; failures < 8; failures += 1) {
      expect(streak.failure('evaluate', failure)).toBe(false);
    }
    expect(() => streak.failure('evaluate', failure)).toThrow(failure);
    const succeeded = new FailureStreak(1);
    succeeded.success();
    for (let failures = 1; failures < 8; failures += 1) succeeded.failure('evaluate', failure);
    expect(succeeded.failure('evaluate', failure)).toBe(true);
  });
});
