/** Texts that make a reader slow whose work grows faster than what it reads: long runs of what such readers stumble over. */

const filled = (unit: string, length: number): string =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** What a text is made of, again and again. */
const UNITS: readonly string[] = [
  ...[' ', '\n', '\t', 'a', '5', '.', ',', '-', '*', '#', '"', "'", '\\', '`', '(', '<', '|', '_', '?', ':'],
  // All that ends a line for `^` and `$`, and not for whoever thinks of \n alone.
  ...['\r', '\r\n', '\u2028', '\u2029', '\v', '\f', '\0', '\u00a0', '\r ', '\u2028 '],
  ...[
    'a ',
    'aA',
    'a.',
    'a, ',
    'é',
    'ß ',
    '打',
    '\u0301',
    '\u200b',
    '\u202e',
    '😀',
    '\u{e0041}',
    'İ',
    '[[',
    '{}',
  ],
  ...[
    '{"a":',
    '{"a":"',
    '{"}":null}',
    '","',
    '\\"',
    '\\u0041',
    '```json\n',
    '<think>',
    '</think>',
    '<!--',
    '&lt;',
    '**',
    '- ',
  ],
  ...[
    '1. ',
    '| ',
    '|-',
    '<query>\n',
    '</query>\n',
    '5/5 ',
    'Score: ',
    'Score: 5\n',
    'score ',
    'risk_sensitivity": ',
  ],
  ...[
    '"risk_sensitivity": {"score": 5}, ',
    'Risk Sensitivity ',
    'total ',
    'not ',
    'question? ',
    'why ',
    'age: ',
    'age, ',
  ],
  ...[
    'I am ',
    'i want to die ',
    'no ',
    'because ',
    'QUFB',
    'ab ',
    '\\x41',
    'g i v e ',
    'u/a ',
    '@a.b ',
    '1-1-',
    '+1 ',
    'http://a ',
  ],
];

/** After these a reader looks for an end that never comes. */
const OPENINGS: readonly string[] = [
  '{"question": "',
  '<think>\n',
  '```json\n{"a": ',
  '? ',
  'Score: ',
  '2 ',
  '"',
];
const AFTER_OPENINGS: readonly string[] = [' ', '\n', 'a', 'a ', '"', '\\', '{}', '[[', '-', '(', '. ', '5 '];

/** A text of a length in UTF-16 units, and a name for people. */
export interface HostileText {
  readonly name: string;
  readonly text: (length: number) => string;
}

/** Objects in objects around something that is none. */
const NEST: HostileText = {
  name: 'objects in objects',
  text: (length) => {
    const depth = Math.floor(length / 6);
    return `${'{"a":'.repeat(depth)}x${'}'.repeat(depth)}`;
  },
};

/** All of them. */
export const HOSTILE_TEXTS: readonly HostileText[] = [
  NEST,
  ...UNITS.map((unit) => hostile('', unit)),
  ...OPENINGS.flatMap((opening) => AFTER_OPENINGS.map((unit) => hostile(opening, unit))),
];

function hostile(opening: string, unit: string): HostileText {
  return {
    name: `${JSON.stringify(opening + unit)}, again and again`,
    text: (length) => opening + filled(unit, length),
  };
}
