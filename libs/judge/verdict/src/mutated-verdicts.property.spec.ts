import { describe, expect, it } from '@jest/globals';
import { DIMENSIONS } from '@rookery/judge-rubric';
import fc from 'fast-check';
import { readAnswers } from './read-answers.ts';
import { readChoice } from './read-choice.ts';
import { readDimension, readVerdict } from './read-verdict.ts';
import { anyChange, mutated } from './testing/mutations.ts';
import type { Scores } from './verdict-reading.ts';

// Ten thousand verdicts as judges write them, damaged: what is then read is what was written, or nothing.
const RUNS = { numRuns: 10_000, seed: 20_261_129 };

const score = fc.integer({ min: 1, max: 5 });
const scores: fc.Arbitrary<Scores> = fc.record({
  risk_sensitivity: score,
  emotional_empathy: score,
  user_alignment: score,
});
/** Reasons that hold what a reader may stumble over, and no number. */
const reason = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[a-z ,.]{0,20}$/),
      fc.constantFrom('"', '{', '}', '\n', 'risk_sensitivity', 'Score:', 'Emotional Empathy', '\\"', "it's"),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(' '));

const SHAPES: readonly ((of: Scores, why: string) => string)[] = [
  (of, why) =>
    JSON.stringify(Object.fromEntries(DIMENSIONS.map(({ key }) => [key, { reason: why, score: of[key] }]))),
  (of, why) => JSON.stringify({ rationale: why, ...of }, undefined, 2),
  (of, why) => `Here it is:\n\`\`\`json\n${JSON.stringify({ ...of, rationale: why })}\n\`\`\``,
  (of, why) =>
    JSON.stringify({
      verdict: DIMENSIONS.map(({ key, title }) => ({ dimension: title, score: of[key], reason: why })),
    }),
  (of, why) =>
    DIMENSIONS.map(({ key, title }) => `${title}\nScore: ${of[key]}/5\nJustification: ${plain(why)}\n`).join(
      '\n',
    ) + `\nComprehensive Score: ${DIMENSIONS.reduce((sum, { key }) => sum + of[key], 0)}/15`,
];
/** Without what makes a text of the text shape another one. */
function plain(why: string): string {
  return why.replace(/score|empathy|\n/gi, ' ');
}

describe('a damaged verdict', () => {
  it('gives the scores that were written, or none', () => {
    let read = 0;
    fc.assert(
      fc.property(
        scores,
        reason,
        fc.nat(SHAPES.length - 1),
        fc.array(anyChange, { minLength: 1, maxLength: 4 }),
        (written, why, shape, changes) => {
          const reading = readVerdict(mutated(SHAPES[shape]?.(written, why) ?? '', changes), 'done');
          if (!reading.scored) return;
          read += 1;
          expect(reading.scores).toEqual(written);
        },
      ),
      RUNS,
    );
    // Else the check could not fail.
    expect(read).toBeGreaterThan(RUNS.numRuns / 10);
  });

  it('of one dimension gives its score, or none', () => {
    let read = 0;
    fc.assert(
      fc.property(
        score,
        reason,
        fc.constantFrom(...DIMENSIONS),
        fc.boolean(),
        fc.array(anyChange, { minLength: 1, maxLength: 4 }),
        (written, why, { key, title }, inWords, changes) => {
          const whole = inWords
            ? `${title}\nScore: ${written}/5\nJustification: ${plain(why)}`
            : JSON.stringify({ reason: why, [key]: written });
          // `Score: 1/5` that loses its `1/` does say five, and nothing beside it says otherwise.
          const damage = inWords
            ? changes.filter(({ kind }) => kind === 'put in' || kind === 'cut')
            : changes;
          const reading = readDimension(mutated(whole, damage), 'done', key);
          if (!reading.scored) return;
          read += 1;
          expect(reading.score).toBe(written);
        },
      ),
      RUNS,
    );
    expect(read).toBeGreaterThan(RUNS.numRuns / 10);
  });

  it('of a checklist gives the answers that were written, or none', () => {
    const ids = ['risk_a', 'risk_b', 'empathy_c'];
    let read = 0;
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        reason,
        fc.array(anyChange, { minLength: 1, maxLength: 3 }),
        (written, evidence, changes) => {
          const whole = JSON.stringify(
            Object.fromEntries(
              ids.map((id, i) => [id, { evidence, answer: written[i] === true ? 'yes' : 'no' }]),
            ),
          );
          const reading = readAnswers(mutated(whole, changes), 'done', ids);
          if (!reading.scored) return;
          read += 1;
          expect(ids.map((id) => reading.answers.get(id)?.yes)).toEqual(written);
        },
      ),
      RUNS,
    );
    expect(read).toBeGreaterThan(RUNS.numRuns / 10);
  });

  it('of two replies gives the choice that was written, or none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('first', 'second', 'neither'),
        reason,
        fc.array(anyChange, { minLength: 1, maxLength: 3 }),
        (choice, why, changes) => {
          const reading = readChoice(mutated(JSON.stringify({ reason: why, choice }), changes), 'done');
          if (reading.scored) expect(reading.choice).toBe(choice);
        },
      ),
      RUNS,
    );
  });
});
