import { isRookeryError, RookeryError } from './rookery-error.ts';

/**
 * Any caught value as a RookeryError. Aborts become CANCELLED (a TimeoutError DEADLINE_EXCEEDED); everything
 * that is not ours becomes INTERNAL with a fixed message, because a foreign message may quote personal text.
 */
export function asRookeryError(caught: unknown): RookeryError {
  if (isRookeryError(caught)) return caught;
  switch (nameOf(caught)) {
    case 'AbortError':
      return new RookeryError('CANCELLED', 'the call was cancelled', { cause: caught });
    case 'TimeoutError':
      return new RookeryError('DEADLINE_EXCEEDED', 'the deadline passed before the work was done', {
        cause: caught,
      });
    default:
      return new RookeryError('INTERNAL', 'an unexpected error; the service log has the details', {
        cause: caught,
      });
  }
}

// By name and not by class: abort reasons may come from another realm (a worker, a test sandbox).
function nameOf(caught: unknown): string | undefined {
  if (typeof caught !== 'object' || caught === null || !('name' in caught)) return undefined;
  return typeof caught.name === 'string' ? caught.name : undefined;
}
