const LONGEST_END = 60;
const FIELD = /^\s*[,}\]][\s,}\]]*["']/;

/**
 * Whether another field goes on where a value has ended: then two values were run into one, and nobody can say which field was whose.
 * @param end where the value ends in the text
 */
export function goesOn(text: string, end: number): boolean {
  return FIELD.test(text.slice(end, end + LONGEST_END));
}
