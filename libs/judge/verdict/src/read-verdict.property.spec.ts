import { describe, expect, it } from '@jest/globals';
import { DIMENSIONS } from '@rookery/judge-rubric';
import fc from 'fast-check';
import { readVerdict } from './read-verdict.ts';
import type { Scores } from './verdict-reading.ts';

const score = fc.integer({ min: 1, max: 5 });
const scores: fc.Arbitrary<Scores> = fc.record({
  risk_sensitivity: score,
  emotional_empathy: score,
  user_alignment: score,
});
/** Any text, with what a parser may stumble over. */
const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('{', '}', '"', '\\', '\n', '```', 'Score', ': ', '4/5', '12/15', '<think>', '</think>'),
      fc.constantFrom(
        '"risk_sensitivity":',
        'Risk Sensitivity',
        'Comprehensive Score:',
        'Emotional Empathy\n',
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
/** Justifications that name no score themselves. */
const prose = fc.stringMatching(/^[a-z ,.]{0,40}$/);

const sum = (of: Scores): number => DIMENSIONS.reduce((total, { key }) => total + of[key], 0);
const asText = (of: Scores, because: string): string =>
  [
    ...DIMENSIONS.map(({ key, title }) => `${title}\nScore: ${of[key]}/5\nJustification: ${because}\n`),
    `Comprehensive Score: ${sum(of)}/15`,
  ].join('\n');
const asJson = (of: Scores, rationale: string): string => JSON.stringify({ rationale, ...of });

describe('reading a verdict', () => {
  it('gives back what was written as JSON, whatever the rationale says', () => {
    fc.assert(
      fc.property(scores, words, (written, rationale) => {
        const expected = { scored: true, scores: written, format: 'structured' };
        expect(readVerdict(asJson(written, rationale), 'done')).toMatchObject(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('gives back what was written as text', () => {
    fc.assert(
      fc.property(scores, prose, prose, (written, because, before) => {
        const expected = { scored: true, scores: written, format: 'text' };
        expect(readVerdict(`${before}\n${asText(written, because)}`, 'done')).toMatchObject(expected);
      }),
    );
  });

  it('gives no other score for any beginning of a verdict', () => {
    fc.assert(
      fc.property(scores, words, prose, fc.nat(), (written, rationale, because, cut) => {
        const json = asJson(written, rationale);
        expect(readVerdict(json.slice(0, cut % json.length), 'done').scored).toBe(false);
        const text = asText(written, because);
        const reading = readVerdict(text.slice(0, cut % text.length), 'done');
        // All three scores may be there before the total is.
        if (reading.scored) expect(reading.scores).toEqual(written);
      }),
      { numRuns: 1000 },
    );
  });

  it('never gives what is no score, and never throws', () => {
    fc.assert(
      fc.property(words, (answer) => {
        const reading = readVerdict(answer, 'done');
        if (!reading.scored) return;
        for (const { key } of DIMENSIONS) expect([1, 2, 3, 4, 5]).toContain(reading.scores[key]);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives no other score when letters and marks are lost, doubled or put in', () => {
    const change = fc.record({
      kind: fc.constantFrom('lose', 'double', 'put in'),
      at: fc.nat(),
      length: fc.integer({ min: 1, max: 30 }),
      mark: fc.constantFrom(
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
      ),
    });
    fc.assert(
      fc.property(
        scores,
        words,
        prose,
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (written, rationale, because, changes) => {
          for (const whole of [asJson(written, rationale.replace(/\d/g, '')), asText(written, because)]) {
            const mutated = changes.reduce((text, { kind, at, length, mark }) => {
              const start = at % (text.length + 1);
              const part = text.slice(start, start + length);
              if (kind === 'put in') return text.slice(0, start) + mark + text.slice(start);
              // A score that is there twice may stand behind another name, as if somebody had written it there.
              if (kind === 'double' && !/\d/.test(part))
                return text.slice(0, start) + part + text.slice(start);
              if (kind === 'double') return text;
              return text.slice(0, start) + text.slice(start + length);
            }, whole);
            const reading = readVerdict(mutated, 'done');
            if (reading.scored) expect(reading.scores).toEqual(written);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('takes no longer than the length of the text allows', () => {
    for (const part of [
      '{',
      '{"',
      '{"a":',
      '}',
      'Score: ',
      'Risk Sensitivity\n',
      '<think>',
      'score ',
      '- ',
    ]) {
      expect(readVerdict(part.repeat(100_000 / part.length), 'done').scored).toBe(false);
    }
  });
});
