import { describe, expect, it } from '@jest/globals';
import { JobState } from '@rookery/shared-contracts';
import { EXIT, exitCodeOf, exitCodeOfJob } from './exit-code.ts';

describe('the exit code of work', () => {
  it.each([
    [JobState.SUCCEEDED, 9, 0, EXIT.ok],
    [JobState.SUCCEEDED, 9, 3, EXIT.incomplete],
    [JobState.INCOMPLETE, 9, 3, EXIT.incomplete],
    [JobState.STOPPED, 4, 0, EXIT.incomplete],
    [JobState.CANCELLED, 4, 0, EXIT.incomplete],
    // Every sample failed.
    [JobState.FAILED, 9, 9, EXIT.incomplete],
    [JobState.FAILED, 4, 0, EXIT.cannotGoOn],
  ])('state %d, %d of 9 done, %d failed: %d', (state, done, failed, code) =>
    expect(exitCodeOfJob({ state, done, total: 9, failed })).toBe(code),
  );
});

describe('the exit code of an error', () => {
  it('tells usage, absence and outage apart', () => {
    expect((['INVALID_ARGUMENT', 'NOT_FOUND', 'UNAVAILABLE', 'INTERNAL'] as const).map(exitCodeOf)).toEqual([
      EXIT.usage,
      EXIT.notFound,
      EXIT.unavailable,
      EXIT.failed,
    ]);
  });
});
