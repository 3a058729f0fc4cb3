import type { ErrorCode, RookeryError } from '@rookery/shared-errors';

/** What the judge said of its own answer. */
const OF_THE_VERDICT = [
  'verdict_unreadable',
  'verdict_truncated',
  'verdict_out_of_range',
  'verdict_contradictory',
  'verdict_refused',
  'verdict_filtered',
  'verdict_limit_spent_thinking',
  'verdict_incomplete',
] as const;

/** What a model gave in place of an answer. */
const OF_THE_ANSWER = ['empty_answer', 'answer_filtered', 'answer_torn', 'limit_spent_thinking'] as const;

/** What stood between us and a model's server. */
const OF_THE_SERVER = [
  'too_long',
  'quota_spent',
  'rate_limited',
  'key_refused',
  'model_server_down',
] as const;

/** How asking the model or the judge went wrong by the code of the call that failed. */
const OF_THE_CALL = [
  'cancelled',
  'invalid_argument',
  'deadline_exceeded',
  'not_found',
  'already_exists',
  'permission_denied',
  'unauthenticated',
  'resource_exhausted',
  'failed_precondition',
  'aborted',
  'unimplemented',
  'internal',
  'unavailable',
  'data_loss',
] as const satisfies readonly Lowercase<ErrorCode>[];

/**
 * Why a sample has no score; names as in the contract's ResultReason. Besides the above: the judge model's own server gave no
 * answer.
 */
export const RESULT_REASONS = [
  ...OF_THE_VERDICT,
  'judge_unavailable',
  ...OF_THE_ANSWER,
  ...OF_THE_SERVER,
  ...OF_THE_CALL,
] as const;
export type ResultReason = (typeof RESULT_REASONS)[number];

/** Reasons of answers whose judge was never heard: another attempt may hear it. */
export const UNHEARD: readonly ResultReason[] = RESULT_REASONS.filter(
  (reason) => !(OF_THE_VERDICT as readonly ResultReason[]).includes(reason),
);

/** Why a sample has no answer, by the error of the last attempt. */
export function reasonOfAnswer({ code, reason }: RookeryError): ResultReason {
  switch (reason) {
    case 'MODEL_ANSWER_FILTERED':
      return 'answer_filtered';
    case 'MODEL_SERVER_BROKEN_ANSWER':
      return 'answer_torn';
    case 'MODEL_SERVER_EMPTY_ANSWER':
      return 'empty_answer';
    case 'MODEL_LIMIT_SPENT_THINKING':
      return 'limit_spent_thinking';
    case 'MODEL_REQUEST_TOO_LONG':
      return 'too_long';
    case 'MODEL_QUOTA_SPENT':
      return 'quota_spent';
    case 'MODEL_RATE_LIMITED':
    case 'MODEL_REQUEST_OVER_RATE':
      return 'rate_limited';
    case 'MODEL_SERVER_REFUSES_KEY':
      return 'key_refused';
    case 'MODEL_SERVER_UNREACHABLE':
    case 'MODEL_SERVER_FAILED':
    case 'MODEL_SERVER_STALLED':
      return 'model_server_down';
    default:
      // Checked above: the lower-case form of each code is a reason.
      return code.toLowerCase() as Lowercase<ErrorCode>;
  }
}

/** Why an answer has no score, by the error of the last attempt at a verdict. */
export function reasonOfVerdict(error: RookeryError): ResultReason {
  const reason = reasonOfAnswer(error);
  switch (reason) {
    case 'answer_filtered':
      return 'verdict_filtered';
    case 'limit_spent_thinking':
      return 'verdict_limit_spent_thinking';
    case 'answer_torn':
    case 'empty_answer':
    case 'model_server_down':
      return 'judge_unavailable';
    default:
      return reason;
  }
}
