import type { Answer, Question } from '@rookery/shared-planner-wasm';
import { invalidArgument } from '@rookery/shared-errors';
import type { PlannerPath, PlannerProblem } from './planner-search.ts';

/** What the rules need to remember of a search. */
export interface AskedSoFar {
  readonly ids: ReadonlySet<number>;
  /** Subsets that were evaluated or are being evaluated. */
  readonly subsets: ReadonlySet<bigint>;
  readonly evaluations: number;
  readonly rankings: number;
}

const LARGEST_ID = 2 ** 32 - 1;
const LOWEST_SCORE = 1;
const HIGHEST_SCORE = 5;

/** What a question breaks, completing "planner x "; undefined: nothing. */
export function brokenByQuestion(
  question: Question,
  problem: PlannerProblem,
  asked: AskedSoFar,
): string | undefined {
  const { id } = question;
  if (!Number.isInteger(id) || id < 0 || id > LARGEST_ID)
    return `asked question ${id}, an id out of 0..2^32-1`;
  if (asked.ids.has(id)) return `asked question ${id} twice`;
  const mask = question.kind === 'evaluate' ? question.subset : question.state;
  const misplaced = brokenByMask(mask, problem);
  if (misplaced !== undefined) return `asked question ${id} ${misplaced}`;
  if (question.kind === 'rank') {
    const most = mostRankings(problem);
    return asked.rankings < most ? undefined : `asked for more than ${most} rankings`;
  }
  if (asked.evaluations >= problem.budget) return `asked for more than its ${problem.budget} evaluations`;
  if (problem.distinct && asked.subsets.has(mask)) {
    return `asked question ${id} about a subset it had asked about before`;
  }
  return undefined;
}

/** Rankings are free of budget, but each costs a model call: a planner may rank in each step of each rollout. */
function mostRankings({ budget, depth }: PlannerProblem): number {
  return (budget + 1) * (depth + 1);
}

function brokenByMask(mask: bigint, { attributes, known, forbidden }: PlannerProblem): string | undefined {
  if (mask < 0n || mask >> BigInt(attributes) !== 0n) return 'about attributes that are not in the problem';
  if ((mask & forbidden) !== 0n) return 'about a forbidden attribute';
  if ((mask & known) !== known) return 'without an attribute that is known';
  return undefined;
}

/** What a path breaks; undefined: nothing. */
export function brokenByPath({ steps }: PlannerPath, problem: PlannerProblem): string | undefined {
  const { attributes, depth, known, forbidden } = problem;
  if (steps.length > depth) return `gave a path of ${steps.length} attributes, at most ${depth} allowed`;
  const taken = new Set<number>();
  for (const { attribute, mean, visits } of steps) {
    if (!Number.isInteger(attribute) || attribute < 0 || attribute >= attributes) {
      return 'gave a path with an attribute that is not in the problem';
    }
    const bit = 1n << BigInt(attribute);
    if ((bit & known) !== 0n) return 'gave a path that asks for what is known';
    if ((bit & forbidden) !== 0n) return 'gave a path with a forbidden attribute';
    if (taken.has(attribute)) return 'gave a path with an attribute twice';
    taken.add(attribute);
    if (mean !== undefined && !isScore(mean)) return `gave a path with the value ${mean}, not in 1..5`;
    if (!Number.isFinite(visits) || visits < 0) return `gave a path with ${visits} visits`;
  }
  // Where questions cost something, none may be worth its cost.
  const costsNothing = problem.costs.every((cost) => cost === 0);
  if (steps.length === 0 && costsNothing && askableIn(problem) !== 0n)
    return 'gave an empty path though there is something to ask';
  return undefined;
}

/** Everything that may be on a path. */
export function askableIn({ attributes, known, forbidden }: PlannerProblem): bigint {
  return ((1n << BigInt(attributes)) - 1n) & ~known & ~forbidden;
}

/** Refuses answers that no planner can use. @throws RookeryError INVALID_ARGUMENT naming the question */
export function checkAnswer(answer: Answer, question: Question, problem: PlannerProblem): void {
  const field = `answer to question ${answer.id}`;
  if (answer.kind === 'failed') return;
  if ((answer.kind === 'reward') !== (question.kind === 'evaluate')) {
    throw invalidArgument(field, `a ${answer.kind} does not answer ${question.kind}`);
  }
  if (answer.kind === 'reward' && !isScore(answer.reward)) {
    throw invalidArgument(field, `reward ${answer.reward} is not in 1..5`);
  }
  if (answer.kind === 'weights' && question.kind === 'rank') {
    checkWeights(field, answer.weights, askableIn(problem) & ~question.state, problem.attributes);
  }
}

function checkWeights(
  field: string,
  weights: readonly number[],
  candidates: bigint,
  attributes: number,
): void {
  if (weights.length !== attributes) {
    throw invalidArgument(field, `${weights.length} weights for ${attributes} attributes`);
  }
  if (!weights.every((weight) => Number.isFinite(weight) && weight >= 0)) {
    throw invalidArgument(field, 'weights must be finite and at least 0');
  }
  const positive = weights.some((weight, a) => weight > 0 && ((candidates >> BigInt(a)) & 1n) === 1n);
  if (candidates !== 0n && !positive) throw invalidArgument(field, 'no candidate weighs more than 0');
}

function isScore(value: number): boolean {
  return value >= LOWEST_SCORE && value <= HIGHEST_SCORE;
}
