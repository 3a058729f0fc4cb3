import { describe, expect, it } from '@jest/globals';
import {
  createSearch,
  listPlanners,
  openArena,
  playBlock,
  type ComparisonCell,
  type Question,
} from '@rookery/shared-planner-wasm';
import fc from 'fast-check';
import { playSearch } from './play-search.ts';
import { blockRows, rowOf } from './played.ts';

const PLANNERS = listPlanners().map(({ name }) => name);
const never = new AbortController().signal;

const cells: fc.Arbitrary<ComparisonCell> = fc.record({
  world: fc.record({ family: fc.constantFrom('pairwise', 'threshold'), noise: fc.constantFrom(1, 2) }),
  prior: fc.constantFrom('good', 'poor', 'misleading'),
  depth: fc.integer({ min: 1, max: 4 }),
  checkpoints: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 4 }).map((some) => {
    return some.sort((a, b) => a - b);
  }),
  batch: fc.integer({ min: 1, max: 9 }),
});

/** One search of a block, driven from here. */
async function played(
  cell: ComparisonCell,
  planner: string,
  problem: number,
  repetition: number,
): Promise<number[]> {
  const { depth, checkpoints, batch } = cell;
  using arena = openArena(cell, problem, repetition);
  const budget = Math.max(1, checkpoints.at(-1) ?? 1);
  using search = createSearch({ attributes: arena.attributes, depth, budget, seed: arena.seed }, planner);
  const answer = (questions: readonly Question[]) => questions.map((question) => arena.answer(question));
  const play = await playSearch(search, { checkpoints, batch, answer, signal: never });
  const regrets = play.paths.map(({ steps }) => arena.regrets(steps.map(({ subset }) => subset)));
  return rowOf({
    loss: regrets.map(({ regret }) => regret),
    anytime: regrets.map(({ anytime }) => anytime),
    evaluations: play.evaluations,
    rankings: play.rankings,
  });
}

describe('a search played from here', () => {
  it.each(PLANNERS)('gives the curve that the core gives: %s', async (planner) => {
    await fc.assert(
      fc.asyncProperty(cells, fc.integer({ min: 0, max: 2 ** 32 - 2 }), async (cell, firstProblem) => {
        const block = { ...cell, planner, parameters: {}, firstProblem, problems: 2, repetitions: 2 };
        const there = blockRows(playBlock(block));
        const here: number[] = [];
        for (const problem of [firstProblem, firstProblem + 1]) {
          for (const repetition of [0, 1]) here.push(...(await played(cell, planner, problem, repetition)));
        }
        expect(here).toEqual([...there]);
      }),
      { numRuns: 12 },
    );
  });

  it('ends when it is told to', async () => {
    const cell: ComparisonCell = { world: {}, prior: 'good', depth: 3, checkpoints: [20], batch: 4 };
    using arena = openArena(cell, 1, 0);
    using search = createSearch({ depth: 3, budget: 20 }, 'uct');
    const control = new AbortController();
    const playing = playSearch(search, {
      ...cell,
      answer: (questions) => {
        control.abort();
        return questions.map((question) => arena.answer(question));
      },
      signal: control.signal,
    });
    await expect(playing).rejects.toMatchObject({ name: 'AbortError' });
  });
});
