import { describe, expect, it } from '@jest/globals';
import { RookeryError, type Reason } from '@rookery/shared-errors';
import { reasonOfAnswer, reasonOfVerdict, UNHEARD } from './result-reason.ts';

const error = (reason?: Reason): RookeryError =>
  new RookeryError('FAILED_PRECONDITION', 'no', reason === undefined ? {} : { reason });

describe('the reason of a failed call', () => {
  it.each([
    ['MODEL_ANSWER_FILTERED', 'answer_filtered', 'verdict_filtered'],
    ['MODEL_SERVER_BROKEN_ANSWER', 'answer_torn', 'judge_unavailable'],
    ['MODEL_SERVER_EMPTY_ANSWER', 'empty_answer', 'judge_unavailable'],
    ['MODEL_LIMIT_SPENT_THINKING', 'limit_spent_thinking', 'verdict_limit_spent_thinking'],
    ['MODEL_REQUEST_TOO_LONG', 'too_long', 'too_long'],
    ['MODEL_QUOTA_SPENT', 'quota_spent', 'quota_spent'],
    ['MODEL_RATE_LIMITED', 'rate_limited', 'rate_limited'],
    ['MODEL_REQUEST_OVER_RATE', 'rate_limited', 'rate_limited'],
    ['MODEL_SERVER_REFUSES_KEY', 'key_refused', 'key_refused'],
    ['MODEL_SERVER_UNREACHABLE', 'model_server_down', 'judge_unavailable'],
    ['MODEL_SERVER_FAILED', 'model_server_down', 'judge_unavailable'],
    ['MODEL_SERVER_STALLED', 'model_server_down', 'judge_unavailable'],
    ['MODEL_SERVER_REFUSES_REQUEST', 'failed_precondition', 'failed_precondition'],
    [undefined, 'failed_precondition', 'failed_precondition'],
  ] as const)('%s is %s of an answer, %s of a verdict', (reason, ofAnswer, ofVerdict) => {
    expect(reasonOfAnswer(error(reason))).toBe(ofAnswer);
    expect(reasonOfVerdict(error(reason))).toBe(ofVerdict);
  });

  it('asks the judge again where nobody heard it, and nowhere else', () => {
    expect(UNHEARD).toEqual(
      expect.arrayContaining(['judge_unavailable', 'quota_spent', 'key_refused', 'unavailable']),
    );
    for (const heard of ['verdict_unreadable', 'verdict_filtered', 'verdict_limit_spent_thinking'] as const) {
      expect(UNHEARD).not.toContain(heard);
    }
  });
});
