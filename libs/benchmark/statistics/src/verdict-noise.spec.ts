import { describe, expect, it } from '@jest/globals';
import { drawsOf } from '@rookery/shared-intervals';
import { verdictNoise, type AnswerVerdicts } from './verdict-noise.ts';

/** Standard deviations of what a world is made of. */
interface World {
  readonly person: number;
  readonly query: number;
  readonly answer: number;
  readonly verdict: number;
}

function madeUp(
  world: World,
  [people, queries, answers, verdicts]: readonly number[],
  seed = 5,
): AnswerVerdicts[] {
  const draws = drawsOf(seed);
  const range = (length = 0): number[] => Array.from({ length }, (_, place) => place);
  return range(people).flatMap((person) => {
    const ofPerson = world.person * draws.normal();
    return range(queries).flatMap((query) => {
      const ofQuery = ofPerson + world.query * draws.normal();
      return range(answers).map((answer) => {
        const ofAnswer = ofQuery + world.answer * draws.normal();
        return {
          person: `${person}`,
          query: `${person}/${query}`,
          answer: `${person}/${query}/${answer}`,
          scores: range(verdicts).map(() => 3 + ofAnswer + world.verdict * draws.normal()),
        };
      });
    });
  });
}

const WORLD: World = { person: 0.5, query: 0.4, answer: 0.6, verdict: 0.3 };

describe('noise of verdicts', () => {
  it("finds what a world was made of, the judge's noise apart from that of answers", () => {
    const found = verdictNoise(madeUp(WORLD, [600, 3, 3, 3]));
    if ('because' in found) throw new Error(found.because);
    expect(found.person).toBeCloseTo(0.25, 1);
    expect(found.query).toBeCloseTo(0.16, 1);
    expect(found.answer).toBeCloseTo(0.36, 1);
    expect(found.verdict).toBeCloseTo(0.09, 2);
    expect(found.notes).toEqual([]);
  });

  it('is by hand what analysis of variance gives for two people with two answers of two verdicts', () => {
    const of = (person: string, answer: string, scores: readonly number[]): AnswerVerdicts => ({
      person,
      query: person,
      answer: `${person}/${answer}`,
      scores,
    });
    const found = verdictNoise([
      of('a', '1', [1, 3]),
      of('a', '2', [3, 5]),
      of('b', '1', [2, 2]),
      of('b', '2', [4, 4]),
    ]);
    // Within answers: (2 + 2 + 0 + 0) / 4 = 1. Answers in people: 2 * (1 + 1 + 1 + 1) / 2 = 4 = 1 + 2 * 1.5. People are alike.
    expect(found).toMatchObject({ person: 0, query: undefined, answer: 1.5, verdict: 1 });
    expect(found).toMatchObject({ notes: [expect.stringContaining('second query')] });
  });

  it('counts what was not repeated with the level above, and says so', () => {
    const once = verdictNoise(madeUp(WORLD, [400, 3, 1, 4]));
    expect(once).toMatchObject({ answer: undefined, notes: [expect.stringContaining('answered twice')] });
    if ('because' in once) throw new Error(once.because);
    expect(once.query).toBeCloseTo(0.16 + 0.36, 1);
    expect(once.verdict).toBeCloseTo(0.09, 2);
    const least = verdictNoise(madeUp(WORLD, [900, 1, 1, 2]));
    expect(least).toMatchObject({ query: undefined, answer: undefined, notes: { length: 2 } });
    if (!('because' in least)) expect(least.person).toBeCloseTo(0.25 + 0.16 + 0.36, 1);
  });

  it('is a sentence for one person, and for one verdict each', () => {
    expect(verdictNoise(madeUp(WORLD, [1, 3, 3, 3]))).toMatchObject({
      because: expect.stringContaining('One person'),
    });
    expect(verdictNoise(madeUp(WORLD, [5, 1, 1, 1]))).toMatchObject({
      because: expect.stringContaining('second value'),
    });
  });
});
