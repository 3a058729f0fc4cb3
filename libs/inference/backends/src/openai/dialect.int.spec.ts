import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  answering,
  type Behaviour,
  failing,
  type ModelServer,
  startModelServer,
} from '@rookery/shared-scripted-model-server';
import { backendFor, call, request } from '../testing/requests.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const schema = '{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"]}';

const refusing =
  (field: string, message: string, otherwise: Behaviour): Behaviour =>
  (response, seen) =>
    (field in seen.body ? failing(400, { message }) : otherwise)(response, seen);

describe('structured output', () => {
  it('is asked for by schema, and the response says so', async () => {
    server.behave(answering('{"score":3}'));
    const completion = await backendFor(server.baseUrl).generate(request({ responseSchema: schema }), call());
    expect(completion.structured).toBe(true);
    expect(server.seen[0]?.body['response_format']).toMatchObject({
      type: 'json_schema',
      json_schema: { strict: true, schema: JSON.parse(schema) as unknown },
    });
  });

  it('falls back to words where the server has none, and remembers it', async () => {
    server.behave(refusing('response_format', 'unsupported', answering('{"score":3}')));
    const backend = backendFor(server.baseUrl);
    const first = await backend.generate(request({ responseSchema: schema }), call());
    expect(first).toMatchObject({ structured: false, usage: { calls: 2 } });
    expect(JSON.stringify(server.seen[1]?.body['messages'])).toContain('JSON Schema');
    const second = await backend.generate(request({ responseSchema: schema }), call());
    expect(second.usage?.calls).toBe(1);
    expect(server.seen).toHaveLength(3);
  });

  it('does not take any 400 for missing support: a request refused both ways is tried by schema again', async () => {
    server.behave(failing(400, { message: 'no such thing' }));
    const backend = backendFor(server.baseUrl);
    const refused = backend.generate(request({ responseSchema: schema }), call());
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    server.behave(answering('{"score":3}'));
    const later = await backend.generate(request({ responseSchema: schema }), call());
    expect(later.structured).toBe(true);
  });

  it('is not claimed when the server accepts the schema and ignores it', async () => {
    server.behave(answering('I would say three.'));
    const completion = await backendFor(server.baseUrl).generate(request({ responseSchema: schema }), call());
    expect(completion.structured).toBe(false);
  });

  it('refuses a schema that is no JSON without asking the server', async () => {
    const refused = backendFor(server.baseUrl).generate(request({ responseSchema: '{' }), call());
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'response_schema' }],
    });
    expect(server.seen).toHaveLength(0);
  });
});

describe('fields that some servers refuse', () => {
  it.each([
    ['max_tokens', 'use max_completion_tokens instead', 'max_completion_tokens'],
    ['temperature', "'temperature' is not supported with this model", undefined],
    ['seed', 'unknown field seed', undefined],
  ])('%s is left out or renamed after a refusal', async (field, message, replacement) => {
    server.behave(refusing(field, message, answering('ok')));
    const completion = await backendFor(server.baseUrl).generate(request({ seed: 1 }), call());
    expect(completion.text).toBe('ok');
    const last = server.seen.at(-1)?.body ?? {};
    expect(field in last).toBe(false);
    if (replacement !== undefined) expect(last[replacement]).toBe(2048);
  });
});
