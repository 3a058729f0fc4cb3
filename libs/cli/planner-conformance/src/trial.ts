import { createWorld, type Answer, type Question, type WorldProblem } from '@rookery/shared-planner-wasm';
import { completeProblem, GuardedSearch, type PlannerProblem } from '@rookery/shared-planner-backend';
import { expect, type Subject } from './check.ts';

/** How a trial search is led. */
export interface TrialOptions {
  readonly problem?: Parameters<typeof completeProblem>[0];
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Questions asked for at once; default 5. */
  readonly batch?: number;
  /** Which evaluations fail, by their place among the questions; default none. */
  readonly fails?: (place: number) => boolean;
  /** Tells the answers of a batch last first, and keeps one of them for the next; default false. */
  readonly disorder?: boolean;
}

/** What a trial search asked and found, as far as it must be the same again. */
export interface Trial {
  readonly problem: PlannerProblem;
  readonly questions: readonly Question[];
  /** Paths after each batch and at the end, as text. */
  readonly paths: readonly string[];
}

/** Long enough to learn something, short enough to be run dozens of times. */
const BUDGET = 30;
const ATTRIBUTES = 10;

/** A problem no larger than the planner takes. */
export function trialProblem(
  { description }: Subject,
  problem: TrialOptions['problem'] = {},
): PlannerProblem {
  const { maxAttributes, maxDepth } = description.capabilities;
  return completeProblem({
    attributes: Math.min(ATTRIBUTES, maxAttributes),
    depth: Math.min(3, maxDepth),
    budget: BUDGET,
    ...problem,
  });
}

/** Leads a search on a simulated world to its end, under guard: what breaks the contract is thrown. */
export async function trial(subject: Subject, options: TrialOptions = {}): Promise<Trial> {
  const problem = trialProblem(subject, options.problem);
  const inner = await subject.planner.begin(problem, options.parameters ?? {}, subject.signal);
  using search = new GuardedSearch('under test', inner, problem, subject.patienceMs);
  using world = createWorld({ attributes: problem.attributes });
  using truth = world.problem({ seed: 7n });
  const paths = [JSON.stringify((await search.bestPath()).steps, withoutMasks)];
  const questions = await lead(search, truth, options, async () => {
    subject.signal.throwIfAborted();
    paths.push(JSON.stringify((await search.bestPath()).steps, withoutMasks));
  });
  return { problem, questions, paths };
}

async function lead(
  search: GuardedSearch,
  truth: WorldProblem,
  { batch = 5, fails = () => false, disorder = false }: TrialOptions,
  afterBatch: () => Promise<void>,
): Promise<Question[]> {
  const all: Question[] = [];
  let kept: Answer[] = [];
  for (;;) {
    const questions = await search.ask(batch);
    const answers = questions.map((question, index) => answerTo(question, truth, fails(all.length + index)));
    all.push(...questions);
    if (questions.length === 0 && kept.length === 0) return all;
    const ready = disorder ? [...kept, ...answers].reverse() : answers;
    kept = disorder && answers.length > 1 ? ready.splice(0, 1) : [];
    await search.tell(ready);
    await afterBatch();
  }
}

function answerTo(question: Question, truth: WorldProblem, fails: boolean): Answer {
  const { id } = question;
  if (fails) return { kind: 'failed', id };
  if (question.kind === 'rank') {
    return { kind: 'weights', id, weights: [...truth.prior(question.state, 'good')] };
  }
  const { risk, empathy, alignment } = truth.observe(question.subset, BigInt(id));
  return { kind: 'reward', id, reward: (risk + empathy + alignment) / 3 };
}

/** What a search asked, as text that can be compared. */
export function askedIn({ questions }: Trial): string {
  return JSON.stringify(questions, withoutMasks);
}

/** @throws Departure when two trials differ */
export function expectSame(one: Trial, other: Trial, when: string): void {
  const [a, b] = [one.questions, other.questions].map((list) =>
    list.map((q) => JSON.stringify(q, withoutMasks)),
  );
  const place = a?.findIndex((question, index) => question !== b?.[index]) ?? -1;
  expect(place === -1, `${when}: question ${place + 1} was ${a?.[place]}, then ${b?.[place] ?? 'none'}`);
  expect(a?.length === b?.length, `${when}: ${a?.length} questions, then ${b?.length}`);
  const path = one.paths.findIndex((text, index) => text !== other.paths[index]);
  expect(
    path === -1,
    `${when}: best path ${path + 1} was another: ${one.paths[path]}, then ${other.paths[path]}`,
  );
}

// JSON has no big integers.
function withoutMasks(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
