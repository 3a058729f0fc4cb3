import { invalidArgument, type RookeryError } from '@rookery/shared-errors';

export const SAVE_AS_UTF8 = 'save it as UTF-8 and import that';

/** The file as a whole cannot be read. @param sentence what was found and what to do; never the text of a row */
export function refusal(sentence: string): RookeryError {
  return invalidArgument('file', sentence);
}
