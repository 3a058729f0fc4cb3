import type { Answer, Question } from '@rookery/shared-planner-wasm';
import type { PlannerPath, PlannerProblem, PlannerSearch } from '@rookery/shared-planner-backend';
import { typescriptPlanner } from './typescript-planner.ts';

/** The baseline that knows of no interplay between attributes, and the example of a planner in TypeScript. */
export const oneAtATime = typescriptPlanner({
  name: 'one-at-a-time',
  description: 'evaluates each attribute alone, in turn, and asks for the one with the best mean first',
  parameters: [
    {
      name: 'rounds',
      description: 'times each attribute is evaluated',
      type: 'integer',
      min: 1,
      max: 1000,
      default: 30,
    },
  ],
  start: (problem, { rounds }) => new OneAtATime(problem, Number(rounds)),
});

class OneAtATime implements PlannerSearch {
  readonly #problem: PlannerProblem;
  readonly #most: number;
  readonly #arms: { attribute: number; subset: bigint; sum: number; visits: number }[] = [];
  #asked = 0;

  constructor(problem: PlannerProblem, rounds: number) {
    this.#problem = problem;
    for (let attribute = 0; attribute < problem.attributes; attribute += 1) {
      const bit = 1n << BigInt(attribute);
      if ((bit & (problem.known | problem.forbidden)) !== 0n) continue;
      this.#arms.push({ attribute, subset: problem.known | bit, sum: 0, visits: 0 });
    }
    this.#most = Math.min(problem.budget, rounds * this.#arms.length);
  }

  ask(max: number): Question[] {
    const questions: Question[] = [];
    while (questions.length < max && this.#asked < this.#most) {
      const id = this.#asked++;
      const arm = this.#arms[id % this.#arms.length];
      if (arm !== undefined) questions.push({ kind: 'evaluate', id, subset: arm.subset });
    }
    return questions;
  }

  tell(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const arm = this.#arms[answer.id % this.#arms.length];
      if (answer.kind !== 'reward' || arm === undefined) continue;
      arm.sum += answer.reward;
      arm.visits += 1;
    }
  }

  bestPath(): PlannerPath {
    const mean = ({ sum, visits }: { sum: number; visits: number }) => (visits === 0 ? 0 : sum / visits);
    const best = [...this.#arms].sort((a, b) => mean(b) - mean(a)).slice(0, this.#problem.depth);
    // Only the first step leads to a subset that was evaluated.
    const steps = best.map((arm, place) => ({
      attribute: arm.attribute,
      mean: place === 0 && arm.visits > 0 ? mean(arm) : undefined,
      visits: place === 0 ? arm.visits : 0,
    }));
    return { steps };
  }
}
