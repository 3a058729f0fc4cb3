import { isFromModelServer, type RookeryError } from '@rookery/shared-errors';

/**
 * What a failed call means for the work that made it:
 * - `outage`: a service of ours is away. The work is not at fault: wait until it is back, then go on.
 * - `server`: the model's own server did not answer. Either it is away, or this request is too much for it.
 * - `busy`: somebody asks to slow down. Wait as long as they say, and have less in flight.
 * - `passing`: this call went wrong; a few more attempts may help.
 * - `lasting`: it would go wrong again.
 */
export type FailureKind = 'outage' | 'server' | 'busy' | 'passing' | 'lasting';

/** Sorts a failure by its reason, and by its code where there is none. */
export function failureKind(error: RookeryError): FailureKind {
  const { code, reason, retryAfterMs } = error;
  switch (reason) {
    case 'MODEL_SERVER_UNREACHABLE':
    case 'MODEL_SERVER_FAILED':
    case 'MODEL_SERVER_STALLED':
      return 'server';
    case 'MODEL_SERVER_BROKEN_ANSWER':
    case 'MODEL_SERVER_EMPTY_ANSWER':
      return 'passing';
    case 'MODEL_RATE_LIMITED':
    case 'WORKER_FULL':
      return 'busy';
    case 'MODEL_SERVER_REFUSES_KEY':
    case 'MODEL_SERVER_REFUSES_REQUEST':
    case 'MODEL_ANSWER_FILTERED':
    case 'MODEL_REQUEST_TOO_LONG':
    case 'MODEL_REQUEST_OVER_RATE':
    case 'MODEL_LIMIT_SPENT_THINKING':
    case 'MODEL_QUOTA_SPENT':
    case 'DATABASE_DENIES':
      return 'lasting';
    case 'PLANNER_FAILED':
      return code === 'FAILED_PRECONDITION' ? 'lasting' : 'passing';
    case 'MODEL_UNKNOWN':
      // The models were there when the work was ordered: a worker may be away for the moment.
      return 'outage';
    default:
      break;
  }
  switch (code) {
    case 'UNAVAILABLE':
      return isFromModelServer(error) ? 'server' : 'outage';
    case 'RESOURCE_EXHAUSTED':
      return retryAfterMs === undefined ? 'lasting' : 'busy';
    case 'CANCELLED':
    case 'DEADLINE_EXCEEDED':
    case 'ABORTED':
    case 'INTERNAL':
    case 'DATA_LOSS':
      return 'passing';
    case 'INVALID_ARGUMENT':
    case 'NOT_FOUND':
    case 'ALREADY_EXISTS':
    case 'PERMISSION_DENIED':
    case 'UNAUTHENTICATED':
    case 'FAILED_PRECONDITION':
    case 'UNIMPLEMENTED':
      return 'lasting';
  }
}
