import { describe, expect, it } from '@jest/globals';
import { createSearch, listPlanners, type Answer, type Question } from '@rookery/shared-planner-wasm';
import fc from 'fast-check';
import { completeProblem, type PlannerSearch } from './planner-search.ts';
import { GuardedSearch } from './guarded-search.ts';
import { isPlannerFailure } from './planner-failure.ts';

const ATTRIBUTES = 6;
const masks = fc.bigInt(0n, 2n ** 7n - 1n);

const problems = fc
  .record({
    known: fc.bigInt(0n, 63n),
    forbidden: fc.bigInt(0n, 63n),
    budget: fc.integer({ min: 1, max: 12 }),
    depth: fc.integer({ min: 1, max: 4 }),
    distinct: fc.boolean(),
  })
  .map(({ known, forbidden, ...rest }) =>
    completeProblem({ attributes: ATTRIBUTES, known, forbidden: forbidden & ~known, ...rest }),
  );

const questions: fc.Arbitrary<Question> = fc.oneof(
  fc.record({ kind: fc.constant('evaluate' as const), id: fc.integer({ min: -1, max: 40 }), subset: masks }),
  fc.record({ kind: fc.constant('rank' as const), id: fc.integer({ min: -1, max: 40 }), state: masks }),
);

const steps = fc.record({
  attribute: fc.integer({ min: -1, max: 7 }),
  mean: fc.option(fc.double({ min: 0, max: 6 }), { nil: undefined }),
  visits: fc.integer({ min: -1, max: 9 }),
});

const answerTo = (question: Question): Answer =>
  question.kind === 'evaluate'
    ? { kind: 'reward', id: question.id, reward: 1 + Number(question.subset % 5n) }
    : { kind: 'weights', id: question.id, weights: Array.from({ length: ATTRIBUTES }, () => 1) };

describe('GuardedSearch', () => {
  it('lets nothing through that breaks a rule, whatever a planner asks and gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        problems,
        fc.array(fc.array(questions, { maxLength: 4 }), { maxLength: 12 }),
        fc.array(fc.array(steps, { maxLength: 5 }), { minLength: 1 }),
        async (problem, batches, paths) => {
          let closed = 0;
          let [asks, looks] = [0, 0];
          const planner: PlannerSearch = {
            ask: () => batches[asks++] ?? [],
            tell: () => undefined,
            bestPath: () => ({ steps: paths[looks++ % paths.length] ?? [] }),
            close: () => void (closed += 1),
          };
          const search = new GuardedSearch('fuzz', planner, problem);
          const passed: Question[] = [];
          try {
            for (const _ of batches) {
              const asked = await search.ask(3);
              passed.push(...asked);
              await search.tell(asked.map(answerTo));
              await search.bestPath();
            }
          } catch (caught) {
            expect(isPlannerFailure(caught)).toBe(true);
            expect(closed).toBe(1);
          }
          const subsets = passed.flatMap((one) => (one.kind === 'evaluate' ? [one.subset] : []));
          expect(subsets.length).toBeLessThanOrEqual(problem.budget);
          expect(new Set(passed.map(({ id }) => id)).size).toBe(passed.length);
          if (problem.distinct) expect(new Set(subsets).size).toBe(subsets.length);
          for (const one of passed) {
            const mask = one.kind === 'evaluate' ? one.subset : one.state;
            expect(mask >> BigInt(ATTRIBUTES)).toBe(0n);
            expect(mask & problem.forbidden).toBe(0n);
            expect(mask & problem.known).toBe(problem.known);
          }
          const best = search.lastPath().steps.map(({ attribute }) => 1n << BigInt(attribute));
          expect(best.length).toBeLessThanOrEqual(problem.depth);
          expect(new Set(best).size).toBe(best.length);
          for (const bit of best) expect(bit & (problem.known | problem.forbidden)).toBe(0n);
          search.close();
          expect(closed).toBe(1);
        },
      ),
    );
  });

  it('never stops a planner of the core', async () => {
    for (const { name } of listPlanners()) {
      const problem = completeProblem({ attributes: 8, depth: 3, budget: 40, known: 1n, forbidden: 6n });
      using search = new GuardedSearch(name, createSearch(problem, name), problem);
      for (;;) {
        const asked = await search.ask(4);
        if (asked.length === 0) break;
        await search.tell(
          asked.map((question) =>
            question.kind === 'rank'
              ? { kind: 'weights', id: question.id, weights: Array.from({ length: 8 }, () => 1) }
              : answerTo(question),
          ),
        );
        expect((await search.bestPath()).steps).toHaveLength(3);
      }
      expect(search.progress().evaluationsAsked).toBeLessThanOrEqual(40);
    }
  });

  it('puts attributes first whose evaluations were better when the planner gave no path', async () => {
    const problem = completeProblem({ attributes: 3, depth: 2, budget: 9 });
    const asked = [1n, 2n, 4n, 6n].map((subset, id): Question => ({ kind: 'evaluate', id, subset }));
    const rewards = [2, 3, 5, 4];
    const planner: PlannerSearch = {
      ask: () => asked,
      tell: () => undefined,
      bestPath: () => {
        throw new Error('no idea');
      },
    };
    using search = new GuardedSearch('lost', planner, problem);
    await search.ask(4);
    await search.tell(asked.map(({ id }) => ({ kind: 'reward', id, reward: rewards[id] ?? 1 })));
    await expect(search.bestPath()).rejects.toMatchObject({ message: 'planner lost threw an error' });
    expect(search.lastPath().steps).toMatchObject([
      { attribute: 2, subset: 4n, mean: 5, visits: 1 },
      { attribute: 1, subset: 6n, mean: 4, visits: 1 },
    ]);
  });

  it('refuses answers that no planner could use, without blaming the planner', async () => {
    const problem = completeProblem({ attributes: 3, depth: 2 });
    const asked: Question[] = [
      { kind: 'evaluate', id: 0, subset: 1n },
      { kind: 'rank', id: 1, state: 1n },
    ];
    const planner: PlannerSearch = {
      ask: () => asked,
      tell: () => undefined,
      bestPath: () => ({ steps: [] }),
    };
    using search = new GuardedSearch('calm', planner, problem);
    await search.ask(2);
    for (const reward of [Number.NaN, 0.5, 5.5]) {
      await expect(search.tell([{ kind: 'reward', id: 0, reward }])).rejects.toThrow(/question 0: reward/);
    }
    await expect(search.tell([{ kind: 'weights', id: 1, weights: [1, 0, 0] }])).rejects.toThrow(
      /no candidate/,
    );
    await expect(search.tell([{ kind: 'weights', id: 1, weights: [1] }])).rejects.toThrow(/1 weights for 3/);
    await expect(search.tell([{ kind: 'failed', id: 7 }])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await search.tell([{ kind: 'reward', id: 0, reward: 4 }]);
    await expect(search.tell([{ kind: 'failed', id: 0 }])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
