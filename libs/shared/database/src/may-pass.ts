import type { ErrorCode, RookeryError } from '@rookery/shared-errors';
import { isDatabaseOutage } from './sorted-error.ts';

const PASSING: ReadonlySet<ErrorCode> = new Set([
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'RESOURCE_EXHAUSTED',
  'ABORTED',
  'CANCELLED',
]);

/**
 * Whether what stopped a durable job may be gone at its next attempt. The models were there when the work was ordered: one
 * that is missing now belongs to a worker that is away.
 */
export function mayPass({ code, reason, cause }: RookeryError): boolean {
  return PASSING.has(code) || reason === 'MODEL_UNKNOWN' || isDatabaseOutage(cause);
}
