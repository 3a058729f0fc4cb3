import { isFromModelServer, type RookeryError } from '@rookery/shared-errors';

/**
 * What a failed call means for the work that made it:
 * - `outage`: a service is away. The work is not at fault: wait until it is back, then go on.
 * - `busy`: somebody asks to slow down. Wait as long as they say, and have less in flight.
 * - `passing`: this call went wrong; a few more attempts may help.
 * - `lasting`: it would go wrong again.
 */
export type FailureKind = 'outage' | 'busy' | 'passing' | 'lasting';

/** Sorts a failure by its code, and by its reason where the code alone does not tell. */
export function failureKind(error: RookeryError): FailureKind {
  const { code, reason, retryAfterMs } = error;
  switch (code) {
    case 'UNAVAILABLE':
      // The model's server answered, wrongly, or a planner broke: another attempt may help, waiting for services will not.
      return isFromModelServer(error) || reason === 'PLANNER_FAILED' ? 'passing' : 'outage';
    case 'NOT_FOUND':
      // The models were there when the work was ordered: a worker may be away for the moment.
      return reason === 'MODEL_UNKNOWN' ? 'outage' : 'lasting';
    case 'RESOURCE_EXHAUSTED':
      return retryAfterMs === undefined ? 'lasting' : 'busy';
    case 'CANCELLED':
    case 'DEADLINE_EXCEEDED':
    case 'ABORTED':
    case 'INTERNAL':
    case 'DATA_LOSS':
      return 'passing';
    case 'INVALID_ARGUMENT':
    case 'ALREADY_EXISTS':
    case 'PERMISSION_DENIED':
    case 'UNAUTHENTICATED':
    case 'FAILED_PRECONDITION':
    case 'UNIMPLEMENTED':
      return 'lasting';
  }
}
