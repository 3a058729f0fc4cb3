import { describe, expect, it } from '@jest/globals';
import { JobState } from '@rookery/shared-contracts';
import { EXIT, exitCodeOf, exitCodeOfJob } from './exit-code.ts';

describe('the exit code of work', () => {
  it.each([
    [JobState.SUCCEEDED, 0, EXIT.ok],
    [JobState.SUCCEEDED, 3, EXIT.incomplete],
    [JobState.INCOMPLETE, 3, EXIT.incomplete],
    [JobState.STOPPED, 0, EXIT.incomplete],
    [JobState.CANCELLED, 0, EXIT.incomplete],
    [JobState.FAILED, 0, EXIT.cannotGoOn],
  ])('state %d with %d failed: %d', (state, failed, code) => expect(exitCodeOfJob(state, failed)).toBe(code));
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
