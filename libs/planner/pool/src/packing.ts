// What crosses between threads: one typed array for a batch, which is handed over instead of copied.
import type { Answer, PathEstimate, Question, SearchProgress } from '@rookery/shared-planner-wasm';

/** Two words a question: its kind above 32 bits of id, then its mask. */
export type PackedQuestions = BigUint64Array<ArrayBuffer>;
/** For each answer its id and its kind, then a reward, or a count and as many weights, or nothing. */
export type PackedAnswers = Float64Array<ArrayBuffer>;

/** A path; NaN stands for what is not there. */
export interface PackedPath {
  /** Expected regret, then for each step attribute, mean, visits and deviation. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Everything known after each step. */
  readonly subsets: BigUint64Array<ArrayBuffer>;
}

/** The six counts of `SearchProgress`, in its order. */
export type PackedProgress = Uint32Array<ArrayBuffer>;

const RANK = 1n << 32n;
const ID = RANK - 1n;
const REWARD = 0;
const WEIGHTS = 1;
const FAILED = 2;
const STEP = 4;

export function packQuestions(questions: readonly Question[]): PackedQuestions {
  const words = new BigUint64Array(2 * questions.length);
  for (const [index, question] of questions.entries()) {
    const id = BigInt(question.id);
    words[2 * index] = question.kind === 'rank' ? RANK | id : id;
    words[2 * index + 1] = question.kind === 'rank' ? question.state : question.subset;
  }
  return words;
}

export function unpackQuestions(words: PackedQuestions): Question[] {
  return Array.from({ length: words.length / 2 }, (_, index) => {
    const head = words[2 * index] ?? 0n;
    const mask = words[2 * index + 1] ?? 0n;
    const id = Number(head & ID);
    return head >= RANK ? { kind: 'rank', id, state: mask } : { kind: 'evaluate', id, subset: mask };
  });
}

export function packAnswers(answers: readonly Answer[]): PackedAnswers {
  return Float64Array.from(
    answers.flatMap((answer) => {
      switch (answer.kind) {
        case 'reward':
          return [answer.id, REWARD, answer.reward];
        case 'weights':
          return [answer.id, WEIGHTS, answer.weights.length, ...answer.weights];
        case 'failed':
          return [answer.id, FAILED];
      }
    }),
  );
}

export function unpackAnswers(numbers: PackedAnswers): Answer[] {
  const answers: Answer[] = [];
  let at = 0;
  const next = (): number => numbers[at++] ?? Number.NaN;
  while (at < numbers.length) {
    const id = next();
    const kind = next();
    if (kind === REWARD) answers.push({ kind: 'reward', id, reward: next() });
    else if (kind === WEIGHTS) {
      const count = next();
      answers.push({ kind: 'weights', id, weights: [...numbers.subarray(at, at + count)] });
      at += count;
    } else answers.push({ kind: 'failed', id });
  }
  return answers;
}

export function packPath({ steps, expectedRegret }: PathEstimate): PackedPath {
  const numbers = steps.flatMap(({ attribute, mean, visits, deviation }) => [
    attribute,
    mean ?? Number.NaN,
    visits,
    deviation ?? Number.NaN,
  ]);
  return {
    numbers: Float64Array.of(expectedRegret ?? Number.NaN, ...numbers),
    subsets: BigUint64Array.from(steps, ({ subset }) => subset),
  };
}

export function unpackPath({ numbers, subsets }: PackedPath): PathEstimate {
  const number = (index: number): number => numbers[index] ?? Number.NaN;
  const steps = Array.from(subsets, (subset, step) => {
    const at = 1 + STEP * step;
    return {
      attribute: number(at),
      subset,
      mean: present(number(at + 1)),
      visits: number(at + 2),
      deviation: present(number(at + 3)),
    };
  });
  return { steps, expectedRegret: present(number(0)) };
}

export function packProgress(progress: SearchProgress): PackedProgress {
  return Uint32Array.of(
    progress.evaluationsAsked,
    progress.evaluationsTold,
    progress.evaluationsFailed,
    progress.rankingsAsked,
    progress.rankingsTold,
    progress.budget,
  );
}

export function unpackProgress(counts: PackedProgress): SearchProgress {
  const count = (index: number): number => counts[index] ?? 0;
  return {
    evaluationsAsked: count(0),
    evaluationsTold: count(1),
    evaluationsFailed: count(2),
    rankingsAsked: count(3),
    rankingsTold: count(4),
    budget: count(5),
  };
}

function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
