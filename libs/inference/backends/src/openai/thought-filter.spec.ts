import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ThoughtFilter } from './thought-filter.ts';

interface Read {
  readonly text: string;
  readonly passed: string;
  readonly thought: boolean;
}

function read(pieces: readonly string[], mayThinkSilently = true, cutThinker = false): Read {
  const filter = new ThoughtFilter(mayThinkSilently);
  const passed = pieces.map((piece) => filter.push(piece)).join('') + filter.end(cutThinker);
  return { text: filter.text, passed, thought: filter.thought };
}

const THOUGHT = 'She is 19 and in debt, I must not scare her. {"score": 1}';

/** Answers of models, and what they say. */
const CASES: readonly (readonly [name: string, written: string, said: string, thought?: boolean])[] = [
  ['no thought', 'Please rest.', 'Please rest.', false],
  ['blanks around', '\n Please rest. \n', '\n Please rest. \n', false],
  ['a closing tag only', `${THOUGHT}\n</think>\n\nPlease rest.`, 'Please rest.'],
  ['a closing tag only, within a line', `${THOUGHT}</think>Please rest.`, 'Please rest.'],
  ['a closing tag only, glued to a word', `be careful</think>please rest.`, 'please rest.'],
  ['a closing tag only, after a sentence', `Be careful. </think> please rest.`, 'please rest.'],
  ['a closing tag only, before a sentence', `be careful </think> Please rest.`, 'Please rest.'],
  ['a whole thought', `<think>\n${THOUGHT}\n</think>\n\nPlease rest.`, 'Please rest.'],
  ['a whole thought on one line', `<think>so be careful </think> please rest.`, 'please rest.'],
  ['an empty thought', '<think>\n\n</think>\n\nPlease rest.', 'Please rest.', false],
  ['a thought alone', `<think>${THOUGHT}</think>`, ''],
  ['a thought that does not end', `<think>\n${THOUGHT}`, ''],
  ['a silent thought alone', `${THOUGHT}\n</think>\n`, ''],
  ['two thoughts', `<think>a</think>\n<think>b</think>\nPlease rest.`, 'Please rest.'],
  ['nested thoughts', '<think>a <think>b</think> c</think>Please rest.', 'Please rest.'],
  ['nested thoughts that lack an end', '<think>a <think> b</think>\nPlease rest.', 'Please rest.'],
  ['two closing tags', `a\n</think>\nb\n</think>\n\nPlease rest.`, 'Please rest.'],
  ['a thought about the tag', '<think>I end with </think> later.\n</think>\n\nPlease rest.', 'Please rest.'],
  [
    'a thought that quotes the tag',
    '<think>I write "</think>" at the end.\n</think>\n\nPlease rest.',
    'Please rest.',
  ],
  ['a thought between paragraphs', 'Yes.\n\n<think>\nhow?\n</think>\n\nPlease rest.', 'Yes.\n\nPlease rest.'],
  ['[THINK]', `[THINK]${THOUGHT}[/THINK]Please rest.`, 'Please rest.'],
  ['[/THINK] only', `${THOUGHT}[/THINK]Please rest.`, 'Please rest.'],
  ['<thinking>', `<thinking>${THOUGHT}</thinking>\nPlease rest.`, 'Please rest.'],
  ['<reasoning>', `<reasoning>\n${THOUGHT}\n</reasoning>\nPlease rest.`, 'Please rest.'],
  ['mixed names', `<thinking>${THOUGHT}</think>\nPlease rest.`, 'Please rest.'],
  ['capitals and attributes', `<THINK type="x">${THOUGHT}</THINK>\nPlease rest.`, 'Please rest.'],
  ['the marks of Kimi', `◁think▷${THOUGHT}◁/think▷Please rest.`, 'Please rest.'],
  [
    'the marks of Cohere',
    `<|START_THINKING|>${THOUGHT}<|END_THINKING|><|START_RESPONSE|>Please rest.<|END_RESPONSE|>`,
    'Please rest.',
  ],
  ['the marks of Seed', `<seed:think>${THOUGHT}</seed:think>Please rest.`, 'Please rest.'],
  ['the marks of Gemma', `<|channel>thought\n${THOUGHT}<channel|>Please rest.`, 'Please rest.'],
  ['the marks of Apertus', `<|inner_prefix|>${THOUGHT}<|inner_suffix|>Please rest.`, 'Please rest.'],
  ['the closing mark of Apertus only', `${THOUGHT}<|inner_suffix|>Please rest.`, 'Please rest.'],
  ['the marks of MedGemma', `<unused94>thought\n${THOUGHT}<unused95>Please rest.`, 'Please rest.'],
  [
    'a chain of thought in a tag',
    `<chain_of_thought>${THOUGHT}</chain_of_thought>\nPlease rest.`,
    'Please rest.',
  ],
  [
    'an internal monologue',
    `<internal_monologue>\n${THOUGHT}\n</internal_monologue>Please rest.`,
    'Please rest.',
  ],
  ['an answer in its own tag', `<think>${THOUGHT}</think>\n<answer>Please rest.</answer>`, 'Please rest.'],
  [
    'channels',
    `<|channel|>analysis<|message|>${THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>Please rest.<|return|>`,
    'Please rest.',
  ],
  ['the channel final alone', `<|channel|>final<|message|>Please rest.`, 'Please rest.', false],
  [
    'channels whose beginning is in the prompt',
    `${THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>Please rest.`,
    'Please rest.',
  ],
  ['channels without an answer', `<|channel|>analysis<|message|>${THOUGHT}`, ''],
  ['channels without marks', `analysisShe is 19, an adult.assistantfinalPlease rest.`, 'Please rest.'],
  ['a draft in a thought', `{"score": 1}\n</think>\n{"score": 4}`, '{"score": 4}'],
];

/** Texts that only talk about thoughts. */
const TALK: readonly string[] = [
  'The tag </think> ends a thought.',
  'It ends with "</think>", and then comes the answer.',
  'Write `<think>` and `</think>` around it.',
  'Models wrap it as <think>thought</think>, then answer.',
  'Some write <think> first.',
  '{"rationale": "The reply ended with.</think> and went on.", "score": 3}',
  '{"rationale": "\\"<think>\\" stands there.</think>", "score": 3}',
  '```json\n{"rationale": "It said be careful.</think>Rest", "score": 3}\n```',
  'The verdict:\n{"rationale": "It said be careful.</think>Rest", "score": 3}',
  'Like this:\n```\n<think>\nhm\n</think>\nyes\n```\nThat is all.',
  'I think [so] < that',
  'analysis of your budget: rest.',
  'analysis',
  '<answer>yes</answer>',
  '[think] of it',
  'a <b>bold</b> word <thin',
];

const ALL = [...CASES.map(([, written]) => written), ...TALK];

/** A text cut anywhere. */
const cuts = fc.tuple(
  fc.constantFrom(...ALL),
  fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 40 }),
);

function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let at = 0, index = 0; at < text.length; index += 1) {
    const length = lengths[index % lengths.length] ?? 1;
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

describe('thoughts', () => {
  it.each(CASES)('%s', (_, written, said, thought = true) => {
    expect(read([written])).toEqual({ text: said, passed: said, thought });
  });

  it.each(TALK)('are not what is only talked about: %s', (written) => {
    expect(read([written])).toEqual({ text: written, passed: written, thought: false });
  });

  it('are the same however the answer is cut, and nothing of one is passed on', () => {
    fc.assert(
      fc.property(cuts, ([written, lengths]) => {
        expect(read(cut(written, lengths))).toEqual(read([written]));
      }),
      { numRuns: 2000 },
    );
  });

  it('of texts made of marks are the same however the text is cut', () => {
    const part = fc.constantFrom(
      '<think>',
      '</think>',
      '[THINK]',
      '[/THINK]',
      '\n',
      ' ',
      'a',
      'B.',
      '"',
      '`',
      '```',
      '{',
      '}',
      '<',
      '<|channel|>',
      'final',
      'analysis',
      '<|message|>',
      '<|end|>',
      '</thinking>',
      '<answer>',
      'assistantfinal',
      '◁think▷',
      '\\',
    );
    const texts = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
        (text, lengths) => {
          const whole = read([text]);
          expect(read(cut(text, lengths))).toEqual(whole);
          if (!text.trim().startsWith('analysis'))
            expect(read(cut(text, lengths), false).text).toBe(whole.text);
        },
      ),
      { numRuns: 5000, examples: [['B.<think>\n```</thinking>', [1]]] },
    );
  });

  it('of a model that always closes them are all there is when the answer was cut before', () => {
    expect(read([THOUGHT], true, true)).toEqual({ text: '', passed: '', thought: true });
    expect(read(['<think>a</think>Please re'], true, true).text).toBe('Please re');
  });
});

describe('a stream', () => {
  const passedAt = (pieces: readonly string[], mayThinkSilently: boolean): string[] => {
    const filter = new ThoughtFilter(mayThinkSilently);
    return [...pieces.map((piece) => filter.push(piece)), filter.end()];
  };

  it('of a model that does not think silently passes every piece on at once', () => {
    expect(passedAt(['Plea', 'se ', 'rest. 1 < ', '2 [a'], false)).toEqual([
      'Plea',
      'se ',
      'rest. 1 < ',
      '2 [a',
      '',
    ]);
  });

  it('of such a model is not taken for bare channels', () => {
    expect(passedAt(['a', 'nalysisA', ' b'], false)).toEqual(['a', 'nalysisA', ' b', '']);
  });

  it('holds back what may become a mark, and no longer', () => {
    expect(passedAt(['Rest </th', 'at> now'], false)).toEqual(['Rest ', '</that> now', '']);
  });

  it('goes on at once after a thought', () => {
    expect(passedAt(['<thi', 'nk>a', '</think>', 'Please', ' rest.'], true)).toEqual([
      '',
      '',
      '',
      'Please',
      ' rest.',
      '',
    ]);
  });

  it('of a model that may think silently is held back until it has closed its thought, or ended', () => {
    expect(passedAt(['She is 19.', '\n</think>\n', 'Please', ' rest.'], true)).toEqual([
      '',
      '',
      '',
      '',
      'Please rest.',
    ]);
    expect(passedAt(['Please', ' rest.'], true)).toEqual(['', '', 'Please rest.']);
  });

  it('whose thoughts come beside it is not held back', () => {
    const filter = new ThoughtFilter(true);
    expect(filter.thoughtBeside()).toBe('');
    expect(filter.push('Please')).toBe('Please');
  });

  it('whose model was taken for one that does not think loses the thought at the end', () => {
    const filter = new ThoughtFilter(false);
    for (const piece of ['She is 19.', '\n</think>\n', 'Please rest.']) filter.push(piece);
    filter.end();
    expect(filter.text).toBe('Please rest.');
    expect(filter.thoughtSilently).toBe(true);
  });
});

describe('hostile texts', () => {
  it.each([
    ['openings', '<think>'],
    ['closings', 'a </think> b'],
    ['beginnings of marks', '<thin'],
    ['blanks after a mark', `</think>${' '.repeat(2000)}`],
    ['attributes without end', '<think aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['bare channels', 'analysisAassistantfina'],
    ['brackets', '['],
    ['strings', '{"\\'],
    ['backticks', '`'],
  ])('of 200 kB are read in time that grows with their length: %s', (_, part) => {
    const text = part.repeat(Math.ceil(200_000 / part.length));
    const time = (pieces: readonly string[]): number => {
      const begun = performance.now();
      read(pieces);
      return performance.now() - begun;
    };
    // Quadratic work would take minutes.
    expect(time([text])).toBeLessThan(2000);
    expect(time([...text])).toBeLessThan(4000);
  });
});
