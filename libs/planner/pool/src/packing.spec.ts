import { describe, expect, it } from '@jest/globals';
import type { Answer, PathEstimate, Question, SearchProgress } from '@rookery/shared-planner-wasm';
import fc from 'fast-check';
import {
  packAnswers,
  packPath,
  packProgress,
  packQuestions,
  unpackAnswers,
  unpackPath,
  unpackProgress,
  unpackQuestions,
} from './packing.ts';

const id = fc.nat(0xffff_ffff);
const mask = fc.bigInt(0n, 2n ** 64n - 1n);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const maybe = fc.option(finite, { nil: undefined });

const question: fc.Arbitrary<Question> = fc.oneof(
  fc.record({ kind: fc.constant('evaluate' as const), id, subset: mask }),
  fc.record({ kind: fc.constant('rank' as const), id, state: mask }),
);
const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({ kind: fc.constant('reward' as const), id, reward: fc.double() }),
  fc.record({ kind: fc.constant('weights' as const), id, weights: fc.array(fc.double()) }),
  fc.record({ kind: fc.constant('failed' as const), id }),
);
const path: fc.Arbitrary<PathEstimate> = fc.record({
  steps: fc.array(
    fc.record({ attribute: fc.nat(63), subset: mask, mean: maybe, visits: finite, deviation: maybe }),
  ),
  expectedRegret: maybe,
});
const progress: fc.Arbitrary<SearchProgress> = fc.record({
  evaluationsAsked: id,
  evaluationsTold: id,
  evaluationsFailed: id,
  rankingsAsked: id,
  rankingsTold: id,
  budget: id,
});

describe('what crosses between threads', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(
        fc.array(question),
        fc.array(answer),
        path,
        progress,
        (questions, answers, best, counts) => {
          expect(unpackQuestions(packQuestions(questions))).toEqual(questions);
          expect(unpackAnswers(packAnswers(answers))).toEqual(answers);
          expect(unpackPath(packPath(best))).toEqual(best);
          expect(unpackProgress(packProgress(counts))).toEqual(counts);
        },
      ),
    );
  });
});
