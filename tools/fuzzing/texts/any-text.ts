import fc from 'fast-check';
import { anyChange, changed } from '../play/bytes.ts';

/** What models, people and files write, as the readers hope for it. */
const WHOLE: readonly string[] = [
  '{"rationale": "it sees the debt", "risk_sensitivity": 4, "emotional_empathy": 3, "user_alignment": 5}',
  '```json\n{"Risk Sensitivity": {"score": 4, "justification": "x"}, "Emotional_Empathy": {"score": 3}, "Personalization": {"score": 5}, "total": 12}\n```',
  'Risk Sensitivity\nScore: 4/5\nJustification: it sees the debt.\n\nEmotional Empathy\nScore: 3/5\n\nUser-specific Alignment\nScore: 5/5\n\nComprehensive Score: 12/15',
  '| Dimension | Score |\n|---|---|\n| Risk Sensitivity | 4 |\n| **Emotional Empathy** | 3 |\n| User-specific Alignment | 5 |\n| Total | 12/15 |',
  '<scores><risk_sensitivity>4</risk_sensitivity><emotional_empathy>3</emotional_empathy><user_alignment>5</user_alignment></scores>',
  '{"risk_1": {"evidence": "none", "answer": "yes"}, "risk_2": {"answer": "no"}, "harm_1": {"answer": "yes"}}',
  '{"reason": "warmer", "choice": "first"}',
  '{"ranking": ["age", "gender", "health_status"]}',
  '1. Age\n2. Gender: matters less\n3. profession',
  '{"attribute": "health_status", "question": "How is your health?", "why": "it matters"}',
  'Attribute: health_status\nQuestion: How is your health?',
  '{"completeness": "3.5", "rationale": "much is known"}',
  '{"sufficient": true, "rationale": "not much is missing"}',
  '{"facts":[{"attribute":"age","value":"30","quote":"I am 30"}],"declined":["gender"]}',
  '{"id":"abc","subreddit":"offmychest","title":"What now?","selftext":"I am 30 and alone.","created_utc":1600000000}',
  '{"id":"b1","custom_id":"c1","response":{"status_code":200,"body":{"choices":[{"message":{"content":"Sleep"},"finish_reason":"stop"}]}},"error":null}',
  'query,age,gender\n"What now?",25-34,female\n',
  'I am a 25 year old nurse and i want to die. Call me at u/nobody, please do not ask why.',
  '<query>\nShould I go?\n</query>\n<known>\nage: 30\n</known>',
  '[{"name":"Line","phone":"+1 555","locale":"en-US"}]',
];

const PIECES: readonly string[] = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '\\',
    ':',
    ',',
    '\n',
    '\r',
    '\t',
    ' ',
    '`',
    '```',
    '|',
    '/',
    '*',
    '#',
    '>',
    '<',
    '-',
  ],
  ...[
    '\0',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\ud800',
    '\udfff',
    '\u{e0041}',
    '\u0301',
    'İ',
    'ß',
    '４',
    '：',
    '\u2028',
    '💔',
  ],
  ...[
    '0',
    '1',
    '3',
    '5',
    '6',
    '-1',
    '4.5',
    '1e3',
    '5e-324',
    '1e999',
    '9007199254740993',
    '0x4',
    'NaN',
    'null',
    'true',
  ],
  ...[
    '4/5',
    '12/15',
    'out of 5',
    'Score: ',
    'Total: ',
    'risk_sensitivity',
    'Emotional Empathy',
    'user_alignment: ',
  ],
  ...[
    '<think>',
    '</think>',
    '<query>',
    '</query>',
    '"__proto__":',
    '"constructor":',
    '"toString"',
    '\\u0034',
    '\\ud800',
  ],
  ...[
    'age',
    'gender',
    'question?',
    'Question: ',
    'yes',
    'no',
    'first',
    'neither',
    'because',
    "I can't help with that.",
  ],
  ...['2020-02-30', 'http://a.b', 'u/a', '+1 555', 'a@b.c', '%00', '&lt;', '../..', '${x}', 'Infinity'],
];

const LONGEST = 4000;

const pieces = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 2, arbitrary: fc.constantFrom(...WHOLE) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
      { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const damaged = fc
  .record({
    whole: fc.constantFrom(...WHOLE),
    changes: fc.array(anyChange, { minLength: 1, maxLength: 5 }),
    put: fc.array(fc.record({ at: fc.nat({ max: 500 }), piece: fc.constantFrom(...PIECES) }), {
      maxLength: 4,
    }),
  })
  .map(({ whole, changes, put }) =>
    put.reduce(
      (text, { at, piece }) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + piece + text.slice(place);
      },
      // What is no UTF-8 any more comes as the signs that a decoder makes of it.
      changed(Buffer.from(whole), changes).toString('utf8'),
    ),
  );

const repeated = fc
  .record({ piece: fc.constantFrom(...PIECES, ...WHOLE), times: fc.integer({ min: 2, max: 2000 }) })
  .map(({ piece, times }) => piece.repeat(times));

/** What somebody may write: what is hoped for and damaged, pieces of it, or one thing again and again. */
export const anyText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: damaged },
    { weight: 4, arbitrary: pieces },
    { weight: 1, arbitrary: repeated },
    { weight: 1, arbitrary: fc.constantFrom(...WHOLE) },
  )
  .map((text) => text.slice(0, LONGEST));
