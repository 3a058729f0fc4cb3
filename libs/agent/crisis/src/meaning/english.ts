import { plainSpelling } from '../spelling.ts';

/** Frequent words of English, as far as they are no frequent words of the screen's other languages. */
const FREQUENT = new Set(
  [
    'the and i im ive my to you your it its that this dont have not but for what with can how are be been being of at',
    'they he she his her them would should could there if when just like want know out up about all any anymore',
    'from get going had has do does did cant wont who why which where more than never nothing nobody everyone by every',
    'into over after before people think feel life need help please still only even some think make one day today',
  ]
    .join(' ')
    .split(' ')
    .map(plainSpelling),
);
/** Of the words of a message: several are needed where it has more than a few. */
const LEAST_SHARE = { ofOne: 0.4, ofSeveral: 0.2 };

/** Whether a message is written in English, as far as its frequent words tell. */
export function isEnglish(text: string): boolean {
  const words = plainSpelling(text).match(/[\p{L}\p{M}]+/gu) ?? [];
  const frequent = words.filter((word) => FREQUENT.has(word)).length;
  return (
    frequent > 0 && frequent / words.length >= (frequent === 1 ? LEAST_SHARE.ofOne : LEAST_SHARE.ofSeveral)
  );
}
