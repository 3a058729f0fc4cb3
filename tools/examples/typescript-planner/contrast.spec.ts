import { describe, expect, it } from '@jest/globals';
import { corePlanners, PlannerRegistry } from '@rookery/planner-planners';
import { ownThread } from '@rookery/planner-pool';
import { openArena, type ComparisonCell } from '@rookery/shared-planner-wasm';
import { contrast } from './contrast.ts';

const registry = new PlannerRegistry([...corePlanners(ownThread), contrast], 'contrast');
const CELL: ComparisonCell = {
  world: { family: 'additive' },
  prior: 'good',
  depth: 4,
  checkpoints: [150],
  batch: 8,
};
const PROBLEMS = 30;

/** Mean regret at the end of the path, score points. */
async function regretOf(planner: string): Promise<number> {
  let sum = 0;
  for (let problem = 0; problem < PROBLEMS; problem += 1) {
    using arena = openArena(CELL, problem, 0);
    const { attributes, seed } = arena;
    const { depth, batch } = CELL;
    using started = await registry.start({
      planner,
      parametersJson: '',
      problem: { attributes, depth, budget: 150, seed },
    });
    for (;;) {
      const questions = await started.search.ask(batch);
      if (questions.length === 0) break;
      await started.search.tell(questions.map((question) => arena.answer(question)));
    }
    const { steps } = await started.search.bestPath();
    sum += arena.regrets(steps.map(({ subset }) => subset)).regret;
  }
  return sum / PROBLEMS;
}

describe('the template of a planner in TypeScript', () => {
  it('finds better paths than chance, and than its ranking', async () => {
    const regret = await regretOf('contrast');
    expect(regret).toBeLessThan((await regretOf('random')) / 2);
    expect(regret).toBeLessThan(await regretOf('greedy-prior'));
  });

  it('says what its parameters may be', async () => {
    const start = registry.start({ planner: 'contrast', parametersJson: '{"caution":-1}', problem: {} });
    await expect(start).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'options.parameters_json.caution' }],
    });
  });
});
