/** What stands for all values that a label has no room for. */
export const OTHER = 'other';

/** A value that looks like a name: no blank, so no sentence of a person's, and not long. */
const NAME = /^[\w.:/@+-]{1,100}$/;

/**
 * Keeps a label whose values come from a deployment (models, kinds of errors) to so many different ones, each of which looks
 * like a name; whatever else comes is `other`.
 */
export function boundedLabel(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most || !NAME.test(value)) return OTHER;
    known.add(value);
    return value;
  };
}
