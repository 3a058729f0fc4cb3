import { afterEach, describe, expect, it } from '@jest/globals';
import type { SearchQuestion, SearchResponse } from '@rookery/shared-contracts';
import type { Question } from '@rookery/shared-planner-wasm';
import { RookeryError } from '@rookery/shared-errors';
import { completeProblem } from './planner-search.ts';
import { GuardedSearch } from './guarded-search.ts';
import { RemotePlanner } from './remote-planner.ts';
import { startBackend, type BackendOptions, type RunningBackend } from './testing.ts';

const opened: AsyncDisposableStack[] = [];
afterEach(async () => {
  for (const stack of opened.splice(0)) await stack.disposeAsync();
});

async function planner(
  options: BackendOptions = {},
): Promise<{ remote: RemotePlanner; backend: RunningBackend }> {
  const stack = new AsyncDisposableStack();
  opened.push(stack);
  const backend = stack.adopt(await startBackend(options), (running) => running.close());
  const remote = stack.adopt(new RemotePlanner('walk', backend.address), (one) => {
    one.close();
  });
  return { remote, backend };
}

const PROBLEM = completeProblem({ budget: 12, depth: 3, known: 0b1n, forbidden: 0b110n, seed: 5n });
const never = new AbortController().signal;

async function guarded(
  options: BackendOptions,
  problem = PROBLEM,
  patienceMs = 20_000,
): Promise<GuardedSearch> {
  const { remote } = await planner(options);
  return new GuardedSearch('walk', await remote.start(problem, {}, never), problem, patienceMs);
}

/** Answers everything until there is nothing left. */
async function finish(search: GuardedSearch): Promise<Question[]> {
  const all: Question[] = [];
  for (;;) {
    const questions = await search.ask(4);
    if (questions.length === 0) return all;
    all.push(...questions);
    await search.tell(
      questions.map(({ id, kind }) =>
        kind === 'evaluate'
          ? { kind: 'reward', id, reward: 1 + (id % 4) }
          : { kind: 'weights', id, weights: Array.from({ length: 10 }, () => 1) },
      ),
    );
  }
}

/** Sends other questions in place of the honest ones, from the second batch on. */
function lying(question: (id: number) => SearchQuestion['want'], count = 1): BackendOptions {
  let asked = 0;
  return {
    answer: ({ sequence, event }, honest) => {
      if (event?.$case !== 'ask' || (asked += 1) === 1) return honest === undefined ? [] : [honest];
      const questions = Array.from({ length: count }, (_, index) => ({
        id: 100 + index,
        want: question(100 + index),
      }));
      return [{ inReplyTo: sequence, event: { $case: 'questions', value: { questions } } }];
    },
  };
}

const evaluate = (...attributes: string[]): SearchQuestion['want'] => ({
  $case: 'evaluate',
  value: { attributes },
});

async function failureOf(options: BackendOptions, problem = PROBLEM, patienceMs?: number): Promise<unknown> {
  const search = await guarded(options, problem, patienceMs);
  try {
    await finish(search);
    return undefined;
  } catch (caught) {
    // What is known stays, and the search stays closed.
    expect(search.lastPath().steps).toHaveLength(3);
    await expect(search.ask(1)).rejects.toBe(caught);
    return caught;
  }
}

describe('a planner behind a PlannerBackendService', () => {
  it('describes itself in the words of the platform', async () => {
    const { remote } = await planner();
    expect(await remote.describe()).toMatchObject({
      name: 'walk',
      parameters: [
        { name: 'pace', type: 'integer', min: 1, max: 10, default: 2 },
        { name: 'mood', type: 'choice', options: ['calm', 'bold'], default: 'calm' },
      ],
      capabilities: { maxAttributes: 64, distinctSubsets: true },
    });
  });

  it('is asked and told, and ends by itself', async () => {
    let ended = false;
    const search = await guarded({ onEnd: () => (ended = true) });
    expect((await search.bestPath()).steps).toHaveLength(3);
    const questions = await finish(search);
    expect(questions.filter(({ kind }) => kind === 'evaluate')).toHaveLength(12);
    expect(search.progress()).toEqual({
      evaluationsAsked: 12,
      evaluationsTold: 12,
      evaluationsFailed: 0,
      rankingsAsked: 1,
      rankingsTold: 1,
      budget: 12,
    });
    const path = await search.bestPath();
    expect(path.steps.every(({ subset }) => (subset & 0b111n) === 0b001n)).toBe(true);
    search.close();
    while (!ended) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it.each<[string, BackendOptions]>([
    ['about a forbidden attribute', lying(() => evaluate('age', 'gender'))],
    ['without an attribute that is known', lying(() => evaluate('profession'))],
    ['about attributes that are not in the problem', lying(() => evaluate('age', 'shoe_size'))],
    ['with an attribute twice', lying(() => evaluate('age', 'age'))],
    ['asked question 0 twice', { answer: repeated }],
    ['without content', lying(() => undefined)],
    ['questions, at most 4 were wanted', lying(() => evaluate('age'), 5)],
    ['for more than its 12 evaluations', { answer: generous() }],
    ['answer to message 77', { answer: ({ event }, honest) => replaced(event?.$case === 'ask', honest, 77) }],
    ['ended the stream', { answer: onAsk(() => Promise.reject(new RookeryError('CANCELLED', ''))) }],
    ['did not say none_left', lying(() => undefined, 0)],
  ])('is stopped when it asks or answers %s', async (what, options) => {
    const failure = await failureOf(options);
    expect(failure).toMatchObject({ reason: 'PLANNER_FAILED' });
    if (!what.startsWith('ended')) expect(failure).toMatchObject({ message: expect.stringContaining(what) });
  });

  it('is stopped when it evaluates a subset twice though told not to', async () => {
    const twice = () => lying(() => evaluate('age', 'profession'), 2);
    expect(await failureOf(twice(), { ...PROBLEM, distinct: true })).toMatchObject({
      code: 'INTERNAL',
      message: 'planner walk asked question 101 about a subset it had asked about before',
    });
    // Where nobody forbade it, it is not that which stops it.
    expect(await failureOf(twice())).toMatchObject({
      message: expect.not.stringContaining('asked about before'),
    });
  });

  it('is stopped when it hangs, and its stream is cancelled', async () => {
    let cancelled = false;
    const hanging = onAsk(async (signal) => {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      cancelled = true;
      return [];
    });
    const search = await guarded({ answer: hanging }, PROBLEM, 200);
    await search.bestPath();
    await expect(search.ask(4)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'planner walk did not answer (ask) within 200 ms',
    });
    while (!cancelled) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('is UNAVAILABLE when its process goes away in the middle, and when it never was there', async () => {
    const { remote, backend } = await planner();
    const search = new GuardedSearch('walk', await remote.start(PROBLEM, {}, never), PROBLEM);
    await search.ask(4);
    await backend.close();
    await expect(search.ask(4)).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'PLANNER_FAILED' });
    await expect(remote.describe()).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'PLANNER_FAILED' });
  });

  it('is asked over a new connection when the one it has falls silent, and its searches go on', async () => {
    let silent = 0;
    const { remote } = await planner({ describes: () => (silent -= 1) < 0 });
    const search = new GuardedSearch('walk', await remote.start(PROBLEM, {}, never), PROBLEM);
    await search.ask(4);
    silent = 1;
    expect(await remote.describe()).toMatchObject({ name: 'walk' });
    expect(await search.bestPath()).toMatchObject({ steps: expect.any(Array) });
    search.close();
  });

  it('is not used when it speaks another version or describes itself wrongly', async () => {
    const other = await planner({ describe: { protocolVersion: 2 } });
    await expect(other.remote.start(PROBLEM, {}, never)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: 'planner walk speaks version 2 of the protocol; this platform speaks 1',
    });
    const odd = await planner({ describe: { description: '', capabilities: undefined } });
    await expect(odd.remote.describe()).rejects.toMatchObject({
      message: expect.stringContaining('description is empty; capabilities are not set'),
    });
  });

  it('is not bothered with parameters that are wrong', async () => {
    const { remote } = await planner({ lenient: true });
    await expect(remote.start(PROBLEM, { pace: 2.5, haste: 1 }, never)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [
        { field: 'parameters.pace', description: 'must be a whole number in 1..10' },
        { field: 'parameters.haste', description: 'is not known; known are: mood, pace' },
      ],
    });
  });
});

type Answer = NonNullable<BackendOptions['answer']>;

function repeated(...[, honest]: Parameters<Answer>): readonly SearchResponse[] {
  if (honest?.event?.$case !== 'questions') return honest === undefined ? [] : [honest];
  const [first] = honest.event.value.questions;
  const questions = [first, first].flatMap((one) => (one === undefined ? [] : [{ ...one, id: 0 }]));
  return [{ ...honest, event: { $case: 'questions', value: { questions } } }];
}

/** Never has enough. */
function generous(): Answer {
  let id = 100;
  return ({ sequence, event }, honest) => {
    if (event?.$case !== 'ask') return honest === undefined ? [] : [honest];
    const questions = [{ id: id++, want: evaluate('age', 'profession') }];
    return [{ inReplyTo: sequence, event: { $case: 'questions', value: { questions } } }];
  };
}

function replaced(
  replace: boolean,
  honest: SearchResponse | undefined,
  inReplyTo: number,
): readonly SearchResponse[] {
  if (honest === undefined) return [];
  return [replace ? { ...honest, inReplyTo } : honest];
}

function onAsk(act: (signal: AbortSignal) => Promise<readonly SearchResponse[]>): Answer {
  return ({ event }, honest, signal) => {
    if (event?.$case === 'ask') return act(signal);
    return honest === undefined ? [] : [honest];
  };
}
