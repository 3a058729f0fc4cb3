import { asRookeryError, invalidArgument } from '@rookery/shared-errors';

/**
 * What a job carries: ids and small numbers that say where its work is found, never text of a person
 * (decision 0002: job rows are read by operators and kept after the job is done).
 */
export type JobIds = Readonly<Record<string, string | number | boolean>>;

const MAX_ID_LENGTH = 200;

/** @throws RookeryError INVALID_ARGUMENT for a value with white space or longer than 200: that is no id. */
export function checkJobIds(ids: JobIds): void {
  for (const [field, value] of Object.entries(ids)) {
    if (typeof value !== 'string') continue;
    if (value.length > MAX_ID_LENGTH || /\s/.test(value)) {
      throw invalidArgument(
        field,
        `a job carries ids only: at most ${MAX_ID_LENGTH} characters without white space, got ${value.length} characters`,
      );
    }
  }
}

/** What a failed job's row may say: our own codes and messages, never a foreign message or a stack. */
export function storableFailure(caught: unknown): Error {
  const { code, message } = asRookeryError(caught);
  const failure = new Error(`${code}: ${message}`);
  failure.stack = '';
  return failure;
}
