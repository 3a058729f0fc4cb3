import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addUsage, AnswerState, NO_USAGE, Role } from '@rookery/shared-contracts';
import { isRookeryError } from '@rookery/shared-errors';
import {
  answering,
  type ModelServer,
  PASSING_KINDS,
  randomBehaviours,
  startModelServer,
} from '@rookery/shared-scripted-model-server';
import type { Completion } from '../backend.ts';
import { backendFor, call, request } from '../testing/requests.ts';
import type { OpenAiBackend } from './openai-backend.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const SAID = 'Please talk to somebody you trust.';
const DRAFT = 'must not scare';
const CALLS = 400;
const AT_ONCE = 40;

/** What may be said of a call when the server does what servers do. */
const REASONS = new Set([
  'MODEL_RATE_LIMITED',
  'MODEL_REQUEST_OVER_RATE',
  'MODEL_SERVER_FAILED',
  'MODEL_SERVER_BROKEN_ANSWER',
]);

async function ask(backend: OpenAiBackend, index: number): Promise<Completion> {
  const asked = request({
    messages: [
      { role: Role.SYSTEM, content: 'Be kind.' },
      { role: Role.USER, content: `Question ${index}` },
      { role: Role.USER, content: 'Well?' },
    ],
    seed: 2 ** 32 - 1 - index,
  });
  if (index % 2 === 0) return backend.generate(asked, call());
  let passed = '';
  for await (const event of backend.stream(asked, call())) {
    if (event.completed === undefined) {
      passed += event.text;
      continue;
    }
    expect(passed).not.toContain(DRAFT);
    return event.completed;
  }
  throw new Error('the stream ended without an answer');
}

describe('a server that does what real servers do', () => {
  it.each([1, 2])('gets each call to a true end, and all of it is counted (seed %d)', async (seed) => {
    const { behaviour, seen } = randomBehaviours(seed, PASSING_KINDS, () => SAID);
    const backend = backendFor(server.baseUrl);
    // A model that thinks now silently, now not at all, cannot be known by its answers alone.
    server.behave(answering('She is 19.\n</think>\nPlease rest.'));
    await backend.generate(request(), call());
    server.behave(behaviour);
    let usage = NO_USAGE;
    let next = 0;
    const ends = new Set<AnswerState | 'error'>();
    const worker = async (): Promise<void> => {
      while (next < CALLS) {
        const index = next++;
        try {
          const { text, state, usage: taken } = await ask(backend, index);
          usage = addUsage(usage, taken);
          expect(text).not.toContain(DRAFT);
          if (state === AnswerState.WHOLE) expect(text).toBe(SAID);
          if (state === AnswerState.CUT && text !== '') expect(SAID.startsWith(text)).toBe(true);
          ends.add(state);
        } catch (caught) {
          if (!isRookeryError(caught)) throw caught;
          usage = addUsage(usage, caught.usage);
          expect(REASONS).toContain(caught.reason);
          ends.add('error');
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const { WHOLE, CUT, FILTERED, EMPTY } = AnswerState;
    for (const end of [WHOLE, CUT, FILTERED, EMPTY, 'error'] as const) expect(ends).toContain(end);
    expect(usage.calls).toBe(seen.requests);
    expect(usage.inputTokens).toBe(seen.inputTokens);
    expect(usage.outputTokens).toBe(seen.outputTokens);
    expect(usage.costUsd).toBeCloseTo((seen.inputTokens + 10 * seen.outputTokens) / 1e6, 9);
  });
});
