import type { PlannerPath, PlannerProblem } from './planner-search.ts';
import { askableIn } from './problem-rules.ts';

/** The rewards of a search by subset: enough for a path when its planner is lost before it gave one. */
export class EvaluationRecord {
  readonly #rewards = new Map<bigint, { sum: number; count: number }>();

  add(subset: bigint, reward: number): void {
    const { sum, count } = this.#rewards.get(subset) ?? { sum: 0, count: 0 };
    this.#rewards.set(subset, { sum: sum + reward, count: count + 1 });
  }

  /**
   * The attributes ordered by how much better the evaluations with them were than those without (the main effect); those
   * that nothing is known of come last. A step has a value where exactly its subset was evaluated.
   */
  path(problem: PlannerProblem): PlannerPath {
    const askable = askableIn(problem);
    const candidates = Array.from({ length: problem.attributes }, (_, attribute) => attribute)
      .filter((attribute) => contains(askable, attribute))
      .map((attribute) => ({ attribute, effect: this.#effect(attribute) }))
      .sort((a, b) => b.effect - a.effect || a.attribute - b.attribute)
      .slice(0, problem.depth);
    let subset = problem.known;
    const steps = candidates.map(({ attribute }) => {
      subset |= 1n << BigInt(attribute);
      const seen = this.#rewards.get(subset);
      return { attribute, mean: seen && seen.sum / seen.count, visits: seen?.count ?? 0 };
    });
    return { steps };
  }

  #effect(attribute: number): number {
    const [inside, outside] = [this.#mean(attribute, true), this.#mean(attribute, false)];
    // Far below what scores in 1..5 can differ by, and finite, so that differences of it are numbers.
    if (inside === undefined) return -10;
    return outside === undefined ? 0 : inside - outside;
  }

  #mean(attribute: number, inside: boolean): number | undefined {
    let [sum, count] = [0, 0];
    for (const [subset, seen] of this.#rewards) {
      if (contains(subset, attribute) !== inside) continue;
      sum += seen.sum;
      count += seen.count;
    }
    return count === 0 ? undefined : sum / count;
  }
}

function contains(mask: bigint, attribute: number): boolean {
  return ((mask >> BigInt(attribute)) & 1n) === 1n;
}
