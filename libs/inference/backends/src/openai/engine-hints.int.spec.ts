import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbedRequest } from '@rookery/shared-contracts';
import {
  answering,
  json,
  type ModelServer,
  type SeenRequest,
  startModelServer,
  streaming,
} from '@rookery/shared-scripted-model-server';
import { backendFor, call, request } from '../testing/requests.ts';
import { FAIRNESS_HEADER, OBJECTIVE_HEADER, type EngineHintSettings } from './engine-hints.ts';
import type { OpenAiBackend } from './openai-backend.ts';

const ALL: EngineHintSettings = {
  priority: true,
  objectiveHeader: OBJECTIVE_HEADER,
  fairnessHeader: FAIRNESS_HEADER,
  cacheSalt: 'on',
};
const PERSON = { workClass: 'interactive', caller: 'a1b2' } as const;
const RUN = { workClass: 'batch', caller: 'a1b2' } as const;

let server: ModelServer;
const backends: OpenAiBackend[] = [];
beforeAll(async () => {
  server = await startModelServer();
});
beforeEach(() => server.behave(answering('hello')));
afterAll(async () => {
  for (const backend of backends) await backend.close();
  await server.close();
});

function hinting(hints?: EngineHintSettings, settings: object = {}): OpenAiBackend {
  const backend = backendFor(server.baseUrl, { hints, ...settings });
  backends.push(backend);
  return backend;
}

const last = (): SeenRequest => server.seen.at(-1) as SeenRequest;
const hintsIn = ({ body, headers }: SeenRequest) => ({
  priority: body['priority'],
  salt: body['cache_salt'],
  objective: headers[OBJECTIVE_HEADER],
  fairness: headers[FAIRNESS_HEADER],
});

async function asked(backend: OpenAiBackend, of: typeof PERSON | typeof RUN | { caller: string }) {
  await backend.generate(request(), call(of));
  return hintsIn(last());
}

describe('a model server', () => {
  it('is told nothing unless it is wanted', async () => {
    const { body, headers } = (await asked(hinting(), RUN), last());
    expect(Object.keys(body)).toEqual(
      expect.not.arrayContaining(['priority', 'cache_salt', OBJECTIVE_HEADER, FAIRNESS_HEADER]),
    );
    expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([]);
  });

  it('is told who waits: people before batch work', async () => {
    const backend = hinting(ALL);
    expect(await asked(backend, PERSON)).toMatchObject({ priority: 0, objective: 'interactive' });
    expect(await asked(backend, RUN)).toMatchObject({ priority: 10, objective: 'batch' });
  });

  it('tells callers apart by pseudonyms, one for each use, that hold at every worker with its key', async () => {
    const [backend, another] = [hinting(ALL), hinting(ALL)];
    const one = await asked(backend, RUN);
    expect(await asked(another, PERSON)).toMatchObject({ salt: one.salt, fairness: one.fairness });
    expect(one.salt).not.toBe(one.fairness);
    const other = await asked(backend, { caller: 'c3d4' });
    expect(other.salt).not.toBe(one.salt);
    expect(other.fairness).not.toBe(one.fairness);
    expect((await asked(hinting(ALL, { apiKey: 'another' }), RUN)).salt).not.toBe(one.salt);
    expect(JSON.stringify([last().body, last().headers])).not.toContain('a1b2');
  });

  it('is told the same in streams, and by headers alone where vectors are asked for', async () => {
    const backend = hinting(ALL);
    server.behave(streaming(['hel', 'lo'], 'done'), answering('hello'));
    for await (const event of backend.stream(request(), call(RUN))) void event;
    const whole = await asked(hinting(ALL), RUN);
    expect(server.seen.map(hintsIn)).toEqual([whole, whole]);
    server.behave(json(200, { data: [{ index: 0, embedding: [1] }], usage: { prompt_tokens: 1 } }));
    await backend.embed(EmbedRequest.fromPartial({ model: 'some-model', texts: ['a'] }), call(RUN));
    expect(hintsIn(last())).toEqual({ ...whole, priority: undefined, salt: undefined });
  });

  it('is sent a salt by itself where it says that it is vLLM, and only there', async () => {
    const hints = { ...ALL, priority: false, cacheSalt: 'vllm' } as const;
    const listing = (owner: string) => json(200, { data: [{ id: 'some-model', owned_by: owner }] });
    for (const [owner, salted] of [
      ['vllm', true],
      ['openai', false],
    ] as const) {
      const backend = hinting(hints);
      server.behave(listing(owner), answering('hello'));
      await backend.models(new AbortController().signal);
      expect((await asked(backend, RUN)).salt !== undefined).toBe(salted);
    }
  });
});
