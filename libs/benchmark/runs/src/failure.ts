import type { RookeryError } from '@rookery/shared-errors';

/**
 * What a failed call means for its sample:
 * - `outage`: a service is away. Nobody's sample is at fault: wait until it is back, then go on.
 * - `busy`: somebody asks to slow down. Wait as long as they say, and have fewer samples in flight.
 * - `passing`: this call went wrong; a few more attempts may help.
 * - `lasting`: it would go wrong again.
 */
export type FailureKind = 'outage' | 'busy' | 'passing' | 'lasting';

/** Reasons of failures that come from the model's server itself, as inference workers give them. */
export const MODEL_SERVER = 'MODEL_SERVER_';

/** Sorts a failure by its code, and by its reason where the code alone does not tell. */
export function failureKind({ code, reason = '', retryAfterMs }: RookeryError): FailureKind {
  switch (code) {
    case 'UNAVAILABLE':
      // The model's server answered the worker, wrongly: another attempt may help, waiting for services will not.
      return reason.startsWith(MODEL_SERVER) ? 'passing' : 'outage';
    case 'NOT_FOUND':
      // Models and libraries were there when the run was made: a worker may be away for the moment.
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
