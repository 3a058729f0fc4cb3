import { isRookeryError, RookeryError } from './rookery-error.ts';

/**
 * Any caught value as a RookeryError. Aborts become CANCELLED (a TimeoutError DEADLINE_EXCEEDED); everything
 * that is not ours becomes INTERNAL with a fixed message, because a foreign message may quote personal text.
 */
export function asRookeryError(caught: unknown): RookeryError {
  if (isRookeryError(caught)) return caught;
  if (caught instanceof Error) {
    if (caught.name === 'AbortError')
      return new RookeryError('CANCELLED', 'the call was cancelled', { cause: caught });
    if (caught.name === 'TimeoutError')
      return new RookeryError('DEADLINE_EXCEEDED', 'the deadline passed before the work was done', {
        cause: caught,
      });
  }
  return new RookeryError('INTERNAL', 'an unexpected error; the service log has the details', {
    cause: caught,
  });
}
