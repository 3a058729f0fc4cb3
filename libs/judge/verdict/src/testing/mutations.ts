import fc from 'fast-check';

/** One thing that goes wrong in a text. */
export interface Change {
  readonly kind: 'lose' | 'double' | 'put in' | 'swap' | 'cut';
  readonly at: number;
  readonly length: number;
  readonly mark: string;
}

// No mark holds a digit: what a changed digit says is what the text then says.
const MARKS = [
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\\',
  ' ',
  '|',
  '>',
  '`',
  '-',
  '/',
  'x',
  '\u200b',
  '“',
  '<',
  '```json\n',
];

export const anyChange: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('lose', 'double', 'put in', 'swap', 'cut'),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 30 }),
  mark: fc.constantFrom(...MARKS),
});

/** The text after the changes, one after the other. */
export function mutated(text: string, changes: readonly Change[]): string {
  return changes.reduce((now, { kind, at, length, mark }) => {
    const start = at % (now.length + 1);
    const part = now.slice(start, start + length);
    switch (kind) {
      case 'put in':
        return now.slice(0, start) + mark + now.slice(start);
      case 'double':
        return now.slice(0, start) + part + now.slice(start);
      case 'lose':
        return now.slice(0, start) + now.slice(start + length);
      case 'swap':
        return now.slice(0, start) + [...part].reverse().join('') + now.slice(start + length);
      case 'cut':
        return now.slice(0, Math.max(start, now.length - length));
    }
  }, text);
}
