import { GenerateRequest, Purpose, Role } from '@rookery/shared-contracts';
import { OpenAiBackend } from '../openai/openai-backend.ts';
import type { OpenAiSettings } from '../openai/settings.ts';
import type { BackendCall } from '../backend.ts';

/** A text that must never be seen outside a prompt. */
export const CANARY = 'canary-7f3a-divorced';

export function request(fields: Partial<GenerateRequest> = {}): GenerateRequest {
  return GenerateRequest.fromPartial({
    model: 'some-model',
    purpose: Purpose.ANSWER,
    messages: [{ role: Role.USER, content: CANARY }],
    ...fields,
  });
}

/** A backend for tests: fast retries, short patience. */
export function backendFor(baseUrl: string, settings: Partial<OpenAiSettings> = {}): OpenAiBackend {
  return new OpenAiBackend({
    baseUrl,
    apiKey: 'sk-test-secret',
    models: [],
    prices: new Map([['some-model', { input: 1, output: 10 }]]),
    attemptMs: 20_000,
    quietMs: 20_000,
    retries: {
      maxAttempts: 3,
      backoff: { firstMs: 1, mostMs: 4 },
      longestAskedWaitMs: 60_000,
      beginWithinMs: 60_000,
    },
    ...settings,
  });
}

export function call(fields: Partial<BackendCall> = {}): BackendCall {
  return {
    signal: new AbortController().signal,
    workClass: 'interactive',
    caller: '',
    sure: () => Promise.resolve(),
    attempted: () => {},
    ...fields,
  };
}
