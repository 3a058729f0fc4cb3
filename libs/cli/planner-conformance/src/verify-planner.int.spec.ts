import { afterEach, describe, expect, it } from '@jest/globals';
import type { SearchResponse } from '@rookery/shared-contracts';
import {
  startBackend,
  type BackendOptions,
  type RunningBackend,
} from '@rookery/shared-planner-backend/testing';
import { verifyPlanner } from './verify-planner.ts';
import { type CheckResult } from './check.ts';

const running: RunningBackend[] = [];
afterEach(async () => {
  for (const backend of running.splice(0)) await backend.close();
});

async function verify(options: BackendOptions, patienceMs = 10_000): Promise<CheckResult[]> {
  const backend = await startBackend(options);
  running.push(backend);
  const results: CheckResult[] = [];
  const signal = new AbortController().signal;
  for await (const result of verifyPlanner(backend.address, { patienceMs, signal })) results.push(result);
  return results;
}

const failures = (results: readonly CheckResult[]) =>
  results.filter(({ outcome }) => outcome === 'failed').map(({ name, detail }) => `${name}: ${detail}`);

describe('verifyPlanner', () => {
  it('finds nothing wrong with a backend that keeps to the contract', async () => {
    const results = await verify({});
    expect(failures(results)).toEqual([]);
    expect(results.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThanOrEqual(18);
  });

  it.each<[string, BackendOptions, RegExp]>([
    ['another version', { describe: { protocolVersion: 3 } }, /^describes itself.*speaks version 3/],
    ['a wrong description', { describe: { capabilities: undefined } }, /^describes itself.*not set/],
    ['parameters nobody knows', { lenient: true }, /^refuses unknown parameters.*was accepted/],
    [
      'forbidden attributes',
      { answer: onEvaluate((keys) => [...keys, 'gender']) },
      /^keeps what is known in/,
    ],
    ['what changes from search to search', unsteady(), /^asks and finds the same.*question \d+ was/],
    ['one subset over and over', { answer: onEvaluate(() => []) }, /^evaluates no subset twice/],
    ['paths of its own making', { answer: wrongPath }, /^gives a path.*not in the problem/],
  ])('tells what is wrong with a backend of %s', async (_, options, complaint) => {
    expect(failures(await verify(options))).toContainEqual(expect.stringMatching(complaint));
  });

  it('tells of a backend that keeps its streams open', async () => {
    const clinging = { onEnd: () => new Promise(() => undefined) };
    // Its refusals never come either: each is awaited to the end of the patience.
    expect(failures(await verify(clinging, 500))).toContainEqual(
      expect.stringMatching(/^ends the stream with OK/),
    );
  });

  it('says that nothing answers', async () => {
    const backend = await startBackend();
    await backend.close();
    const results = verifyPlanner(backend.address, {
      patienceMs: 1_000,
      signal: new AbortController().signal,
    });
    await expect(results.next()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

type Answer = NonNullable<BackendOptions['answer']>;

function onEvaluate(change: (attributes: readonly string[]) => readonly string[]): Answer {
  return (_, honest) => {
    if (honest?.event?.$case !== 'questions') return honest === undefined ? [] : [honest];
    const questions = honest.event.value.questions.map((question) =>
      question.want?.$case === 'evaluate'
        ? {
            ...question,
            want: {
              $case: 'evaluate' as const,
              value: { attributes: [...change(question.want.value.attributes)] },
            },
          }
        : question,
    );
    return [{ ...honest, event: { $case: 'questions', value: { questions } } }];
  };
}

function unsteady(): BackendOptions {
  let calls = 0;
  return { answer: onEvaluate((keys) => ((calls += 1) % 7 === 0 ? keys.slice(1) : keys)) };
}

function wrongPath(...[, honest]: Parameters<Answer>): readonly SearchResponse[] {
  if (honest?.event?.$case !== 'path') return honest === undefined ? [] : [honest];
  const steps = [{ attribute: 'shoe_size', value: undefined, visits: 0 }];
  return [{ ...honest, event: { $case: 'path', value: { steps } } }];
}
