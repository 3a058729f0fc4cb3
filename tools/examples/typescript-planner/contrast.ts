// A whole planner in TypeScript, to copy and change: evaluates random sets of attributes, and asks first for those with which the
// scores were highest against those without. `npx rookery planners verify tools/examples/typescript-planner/contrast.ts` tests it.
import { typescriptPlanner } from '@rookery/planner-planners';
import type { PlannerPath, PlannerProblem, PlannerSearch } from '@rookery/shared-planner-backend';
import type { Answer, Question } from '@rookery/shared-planner-wasm';

export const contrast = typescriptPlanner({
  name: 'contrast',
  description: 'evaluates random sets of attributes and asks for those with the highest contrast first',
  parameters: [
    {
      name: 'caution',
      description: 'evaluations without effect that each attribute begins with; more moves the path later',
      type: 'number',
      min: 0,
      max: 100,
      default: 4,
    },
  ],
  start: (problem, { caution }) => new Contrast(problem, Number(caution)),
});

interface Side {
  sum: number;
  count: number;
}

/** One search. All it knows is in here: many run at once. */
class Contrast implements PlannerSearch {
  readonly #problem: PlannerProblem;
  readonly #caution: number;
  /** What may be asked for: neither known nor forbidden. */
  readonly #free: readonly number[];
  readonly #size: number;
  readonly #random: () => number;
  /** Open evaluations by id. */
  readonly #open = new Map<number, bigint>();
  readonly #exact = new Map<bigint, Side>();
  readonly #with: Side[];
  readonly #without: Side[];
  /** What a ranking says, 0..1: decides until there is evidence. */
  #hint: readonly number[] = [];
  #nextId = 0;
  #asked = 0;
  #ranked = false;

  constructor(problem: PlannerProblem, caution: number) {
    this.#problem = problem;
    this.#caution = caution;
    const all = Array.from({ length: problem.attributes }, (_, attribute) => attribute);
    this.#free = all.filter((attribute) => (bit(attribute) & (problem.known | problem.forbidden)) === 0n);
    this.#size = Math.min(problem.depth, this.#free.length);
    this.#random = seeded(problem.seed);
    this.#with = all.map(() => ({ sum: 0, count: 0 }));
    this.#without = all.map(() => ({ sum: 0, count: 0 }));
  }

  ask(max: number): Question[] {
    const questions: Question[] = [];
    if (this.#size === 0) return questions;
    if (!this.#ranked) {
      this.#ranked = true;
      questions.push({ kind: 'rank', id: this.#nextId++, state: this.#problem.known });
    }
    while (questions.length < max && this.#asked < this.#problem.budget) {
      const id = this.#nextId++;
      const subset = this.#problem.known | this.#draw();
      this.#asked += 1;
      this.#open.set(id, subset);
      questions.push({ kind: 'evaluate', id, subset });
    }
    return questions;
  }

  tell(answers: readonly Answer[]): void {
    for (const answer of answers) {
      if (answer.kind === 'weights') this.#hear(answer.weights);
      const subset = this.#open.get(answer.id);
      this.#open.delete(answer.id);
      // A failed evaluation has cost its share of the budget and brings nothing.
      if (answer.kind !== 'reward' || subset === undefined) continue;
      const exact = this.#exact.get(subset) ?? { sum: 0, count: 0 };
      this.#exact.set(subset, exact);
      add(exact, answer.reward);
      for (const attribute of this.#free) {
        const sides = (subset & bit(attribute)) === 0n ? this.#without : this.#with;
        add(sides[attribute] ?? exact, answer.reward);
      }
    }
  }

  bestPath(): PlannerPath {
    const order = [...this.#free].sort((a, b) => this.#worth(b) - this.#worth(a) || a - b);
    let subset = this.#problem.known;
    const steps = order.slice(0, this.#size).map((attribute) => {
      subset |= bit(attribute);
      const seen = this.#exact.get(subset);
      return {
        attribute,
        mean: seen === undefined ? undefined : seen.sum / seen.count,
        visits: seen?.count ?? 0,
      };
    });
    return { steps };
  }

  /** Mean with it minus mean without, drawn towards 0 while there is little evidence; the ranking decides between equals. */
  #worth(attribute: number): number {
    const [one, other] = [this.#with[attribute], this.#without[attribute]];
    const hint = (this.#hint[attribute] ?? 0) / 1000;
    if (one === undefined || other === undefined || one.count === 0 || other.count === 0) return hint;
    const evidence = Math.min(one.count, other.count);
    const contrast = one.sum / one.count - other.sum / other.count;
    return (contrast * evidence) / (evidence + this.#caution) + hint;
  }

  #hear(weights: readonly number[]): void {
    const highest = Math.max(...this.#free.map((attribute) => weights[attribute] ?? 0));
    if (highest > 0) this.#hint = weights.map((weight) => weight / highest);
  }

  /** A random set of the size of a path. */
  #draw(): bigint {
    const left = [...this.#free];
    let subset = 0n;
    for (let count = 0; count < this.#size; count += 1) {
      const [attribute = 0] = left.splice(Math.floor(this.#random() * left.length), 1);
      subset |= bit(attribute);
    }
    return subset;
  }
}

function bit(attribute: number): bigint {
  return 1n << BigInt(attribute);
}

function add(side: Side, reward: number): void {
  side.sum += reward;
  side.count += 1;
}

/** Numbers in 0..1 that follow from the seed alone (SplitMix64): everything random must. */
function seeded(seed: bigint): () => number {
  let state = seed;
  return () => {
    state = BigInt.asUintN(64, state + 0x9e37_79b9_7f4a_7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn);
    return Number((z ^ (z >> 31n)) >> 11n) / 2 ** 53;
  };
}
