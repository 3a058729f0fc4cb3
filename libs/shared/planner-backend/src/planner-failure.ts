import { isRookeryError, RookeryError, type ErrorCode } from '@rookery/shared-errors';

/** Marks the errors that are the planner's own fault, or that of the way to it. */
const REASON = 'PLANNER_FAILED';

/**
 * A planner that cannot be used any further.
 * @param code UNAVAILABLE when it hung, crashed or cannot be reached, INTERNAL when it broke its contract
 * @param what completes "planner x "
 */
export function plannerFailure(
  planner: string,
  code: ErrorCode,
  what: string,
  cause?: unknown,
): RookeryError {
  return new RookeryError(code, `planner ${planner} ${what}`, { reason: REASON, cause });
}

/** Whether it is the planner that failed, and not the request or the models. */
export function isPlannerFailure(value: unknown): boolean {
  return isRookeryError(value) && value.reason === REASON;
}

/** What a planner threw as its failure; the text of foreign errors is kept for the log only. */
export function asPlannerFailure(planner: string, caught: unknown): RookeryError {
  if (!isRookeryError(caught)) return plannerFailure(planner, 'INTERNAL', 'threw an error', caught);
  if (isPlannerFailure(caught)) return caught;
  const code = caught.code === 'UNAVAILABLE' ? 'UNAVAILABLE' : 'INTERNAL';
  return plannerFailure(planner, code, `failed: ${caught.code}: ${caught.message}`, caught);
}
