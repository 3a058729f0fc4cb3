import { createSearch, createWorld, type Findings } from '@rookery/shared-planner-wasm';
import type { LearnedFrom } from '../finished-search.ts';

/** A search as short as one can be learned from. */
const PROBLEM = { attributes: 10, depth: 3, known: 0n, forbidden: 0n };
const BUDGET = 10;

const done = new Map<number, LearnedFrom>();

/** What is left to learn from after a search of that problem of the simulated world; not yet placed. */
export function simulatedSearch(seed: number): LearnedFrom {
  const known = done.get(seed) ?? search(seed);
  done.set(seed, known);
  return known;
}

function search(seed: number): LearnedFrom {
  using world = createWorld({ sharedShare: 0.67 });
  using truth = world.problem({ seed: BigInt(seed) });
  using planner = createSearch({ ...PROBLEM, budget: BUDGET, seed: BigInt(seed) }, 'path-kg', {
    rankDepth: 0,
  });
  const evaluations: Findings['evaluations'][number][] = [];
  const rankings: Findings['rankings'][number][] = [];
  while (!planner.finished) {
    for (const question of planner.ask(1)) {
      const { id } = question;
      if (question.kind === 'rank') {
        const weights = [...truth.prior(question.state, 'good')];
        rankings.push({ state: question.state, weights });
        planner.tell([{ kind: 'weights', id, weights }]);
      } else {
        const reward = truth.value(question.subset);
        evaluations.push({ subset: question.subset, reward });
        planner.tell([{ kind: 'reward', id, reward }]);
      }
    }
  }
  return { problem: PROBLEM, findings: { evaluations, rankings }, placed: undefined, modelWeights: [] };
}
