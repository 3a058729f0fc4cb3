import type { QuestionResult, SearchQuestion, SearchStart } from '@rookery/shared-contracts';

/** Odd, so that multiples of it visit every subset before any comes again. */
const STRIDE = 0x9e37_79b9_7f4a_7c15n;

/**
 * The search of the backend in tests: evaluates subsets in an order that follows from the seed, each once, and asks for the
 * attributes first whose evaluations went best.
 */
export class WalkingSearch {
  readonly #start: SearchStart;
  readonly #free: readonly string[];
  readonly #subsets = new Map<number, readonly string[]>();
  readonly #scores = new Map<string, { sum: number; count: number }>();
  #asked = 0;
  #ranked = false;

  constructor(start: SearchStart) {
    const taken = new Set([...start.known, ...start.forbidden]);
    this.#start = start;
    this.#free = start.attributes.filter((key) => !taken.has(key));
  }

  /** None: none left. */
  ask(max: number): SearchQuestion[] {
    const questions: SearchQuestion[] = [];
    if (!this.#ranked) {
      this.#ranked = true;
      questions.push({ id: 0, want: { $case: 'rank', value: { state: this.#start.known } } });
    }
    const most = Math.min(this.#start.budget, 2 ** Math.min(30, this.#free.length));
    while (questions.length < max && this.#asked < most) {
      const attributes = this.#subset(this.#asked++);
      this.#subsets.set(this.#asked, attributes);
      questions.push({
        id: this.#asked,
        want: { $case: 'evaluate', value: { attributes: [...attributes] } },
      });
    }
    return questions;
  }

  tell(results: readonly QuestionResult[]): void {
    for (const { id, outcome } of results) {
      if (outcome?.$case !== 'reward') continue;
      for (const key of this.#subsets.get(id) ?? []) {
        const { sum, count } = this.#scores.get(key) ?? { sum: 0, count: 0 };
        this.#scores.set(key, { sum: sum + outcome.value, count: count + 1 });
      }
    }
  }

  bestPath(): { attribute: string; value: number | undefined; visits: number }[] {
    const mean = (key: string) => {
      const { sum, count } = this.#scores.get(key) ?? { sum: 0, count: 1 };
      return sum / count;
    };
    return [...this.#free]
      .sort((a, b) => mean(b) - mean(a))
      .slice(0, this.#start.depth)
      .map((attribute) => ({ attribute, value: undefined, visits: this.#scores.get(attribute)?.count ?? 0 }));
  }

  #subset(number: number): string[] {
    const mask = (BigInt(number) + BigInt(this.#start.seed)) * STRIDE;
    return [...this.#start.known, ...this.#free.filter((_, bit) => ((mask >> BigInt(bit)) & 1n) === 1n)];
  }
}
