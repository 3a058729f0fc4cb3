import type { LoadTarget, Outcome, StartedCall } from '@rookery/cli-load';
import {
  createSearch,
  createWorld,
  listPlanners,
  type Answer,
  type Question,
  type World,
  type WorldProblem,
} from '@rookery/shared-planner-wasm';
import { invalidArgument } from '@rookery/shared-errors';

/** What is searched for. */
export interface InProcessWork {
  /** Planner of the core; empty: its first. */
  readonly planner: string;
  readonly depth: number;
  readonly budget: number;
  /** A search that has not begun by then, in milliseconds after its call, is given up: DEADLINE_EXCEEDED. */
  readonly timeoutMs: number;
}

/** Questions asked for at once, as the service does. */
const BATCH = 8;
/** Different problems; searches take them in turn. */
const PROBLEMS = 64;

interface WaitingSearch {
  readonly index: number;
  readonly deadline: number;
  readonly end: (outcome: Outcome) => void;
}

/**
 * The planning core itself, in this process: no network, no models, rewards of the simulated world. Searches wait in one
 * queue and run one after another, so the rate it can take is that of one core, shared with the generator.
 * @throws RookeryError INVALID_ARGUMENT when the core has no such planner
 */
export function inProcessPlanTarget(work: InProcessWork): LoadTarget {
  const known = listPlanners().map(({ name }) => name);
  const planner = work.planner === '' ? known[0] : work.planner;
  if (planner === undefined || !known.includes(planner)) {
    throw invalidArgument(
      'planner',
      `${JSON.stringify(work.planner)} is not one of ${known.join(', ')}; those of a deployment are called through it`,
    );
  }
  const queue = new SearchQueue(new Searches(planner, work));
  return {
    title: `paths of ${work.budget} evaluations by ${planner}, in this process`,
    lastFailure: undefined,
    start: (index) => queue.add(index, performance.now() + work.timeoutMs),
    close: () => queue.close(),
  };
}

class SearchQueue {
  readonly #waiting = new Set<WaitingSearch>();
  readonly #searches: Searches;
  #running = false;

  constructor(searches: Searches) {
    this.#searches = searches;
  }

  add(index: number, deadline: number): StartedCall {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const search: WaitingSearch = { index, deadline, end: resolve };
    this.#waiting.add(search);
    if (!this.#running) {
      this.#running = true;
      setImmediate(this.#runNext);
    }
    return {
      outcome: promise,
      cancel: () => {
        if (this.#waiting.delete(search)) resolve('CANCELLED');
      },
    };
  }

  close(): void {
    for (const search of this.#waiting) search.end('CANCELLED');
    this.#waiting.clear();
    this.#searches.close();
  }

  // One search a turn of the event loop: what ended is noted, and what is due is sent, before the next.
  readonly #runNext = (): void => {
    const [search] = this.#waiting;
    if (search === undefined) {
      this.#running = false;
      return;
    }
    this.#waiting.delete(search);
    if (performance.now() > search.deadline) search.end('DEADLINE_EXCEEDED');
    else {
      this.#searches.run(search.index);
      search.end('OK');
    }
    setImmediate(this.#runNext);
  };
}

/** Searches over problems of one simulated world. */
class Searches {
  readonly #world: World = createWorld();
  readonly #problems: readonly WorldProblem[];
  readonly #planner: string;
  readonly #work: InProcessWork;

  constructor(planner: string, work: InProcessWork) {
    this.#planner = planner;
    this.#work = work;
    this.#problems = Array.from({ length: PROBLEMS }, (_, seed) =>
      this.#world.problem({ seed: BigInt(seed) }),
    );
  }

  run(index: number): void {
    const problem = this.#problems[index % PROBLEMS];
    if (problem === undefined) return;
    const { depth, budget } = this.#work;
    using search = createSearch({ depth, budget, seed: BigInt(index) }, this.#planner);
    for (;;) {
      const questions = search.ask(BATCH);
      if (questions.length === 0) return;
      search.tell(questions.map((question) => answer(problem, question, index)));
    }
  }

  close(): void {
    for (const problem of this.#problems) problem.close();
    this.#world.close();
  }
}

function answer(problem: WorldProblem, question: Question, index: number): Answer {
  const { id } = question;
  if (question.kind === 'rank')
    return { kind: 'weights', id, weights: [...problem.prior(question.state, 'good')] };
  const sample = BigInt(index) * 2n ** 24n + BigInt(id);
  const { risk, empathy, alignment } = problem.observe(question.subset, sample);
  return { kind: 'reward', id, reward: (risk + empathy + alignment) / 3 };
}
