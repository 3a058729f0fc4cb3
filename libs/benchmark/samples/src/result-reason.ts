import type { ErrorCode } from '@rookery/shared-errors';

/** What the judge said of its own answer. */
const OF_THE_VERDICT = [
  'verdict_unreadable',
  'verdict_truncated',
  'verdict_out_of_range',
  'verdict_contradictory',
  'verdict_refused',
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
 * answer, or the model answered with nothing, each time.
 */
export const RESULT_REASONS = [
  ...OF_THE_VERDICT,
  'judge_unavailable',
  'empty_answer',
  ...OF_THE_CALL,
] as const;
export type ResultReason = (typeof RESULT_REASONS)[number];

/** Reasons of answers whose judge was never heard: another attempt may hear it. */
export const UNHEARD: readonly ResultReason[] = RESULT_REASONS.filter(
  (reason) => !(OF_THE_VERDICT as readonly ResultReason[]).includes(reason),
);

/** The reason of a call that failed. */
export function reasonOfCode(code: ErrorCode): ResultReason {
  // Checked above: the lower-case form of each code is a reason.
  return code.toLowerCase() as Lowercase<ErrorCode>;
}
