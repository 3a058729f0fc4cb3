import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Role, Structure } from '@rookery/shared-contracts';
import {
  answering,
  type Behaviour,
  failing,
  json,
  type ModelServer,
  type SeenRequest,
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

describe('what a server refuses', () => {
  const messages = [
    { role: Role.SYSTEM, content: 'Be kind.' },
    { role: Role.USER, content: 'Hello.' },
    { role: Role.USER, content: 'Anybody there?' },
  ];
  const rolesOf = ({ body }: SeenRequest): string[] =>
    (body['messages'] as { role: string }[]).map(({ role }) => role);
  const refusingIf =
    (has: (seen: SeenRequest) => boolean, refusal: Behaviour): Behaviour =>
    (response, seen) =>
      (has(seen) ? refusal : answering('ok'))(response, seen);
  const hasSystem = (seen: SeenRequest): boolean => rolesOf(seen).includes('system');
  const repeats = (seen: SeenRequest): boolean =>
    rolesOf(seen).some((role, place, all) => place > 0 && role === all[place - 1]);

  it.each<[string, Behaviour]>([
    ['400', failing(400, { message: 'System role not supported' })],
    ['500', failing(500, { message: 'System role not supported' })],
    [
      '422 in a detail',
      json(422, {
        detail: [{ loc: ['body', 'messages', 0, 'role'], msg: "Input should be 'user' or 'assistant'" }],
      }),
    ],
    [
      'a bare text',
      (response) => void response.writeHead(500).end('Jinja Exception: System role not supported'),
    ],
    [
      'JSON in a text',
      json(400, { error: { message: '{"detail":"Developer instruction is not enabled for this model"}' } }),
    ],
    ['an error in a 200', json(200, { error: { message: 'System role not supported', code: 400 } })],
  ])('a system message (%s): it begins the message of the user, learned once', async (_, refusal) => {
    server.behave(refusingIf(hasSystem, refusal));
    const backend = backendFor(server.baseUrl);
    const first = await backend.generate(request({ messages }), call());
    expect(first).toMatchObject({
      text: 'ok',
      sent: { systemInUser: true, rolesJoined: false },
      usage: { calls: 2 },
    });
    expect(server.seen[1]?.body['messages']).toEqual([
      { role: 'user', content: 'Be kind.\n\nHello.' },
      { role: 'user', content: 'Anybody there?' },
    ]);
    expect((await backend.generate(request({ messages }), call())).usage?.calls).toBe(1);
  });

  it('a system message, without a word: guessed, and learned when the guess has helped twice', async () => {
    server.behave(
      refusingIf(hasSystem, (response) => void response.writeHead(500).end('Internal Server Error')),
    );
    const backend = backendFor(server.baseUrl);
    for (const calls of [2, 2, 1]) {
      expect((await backend.generate(request({ messages }), call())).usage?.calls).toBe(calls);
    }
  });

  it('a system message, is not guessed where one was taken before', async () => {
    const backend = backendFor(server.baseUrl);
    await backend.generate(request({ messages }), call());
    server.behave((response) => void response.writeHead(500).end());
    await expect(backend.generate(request({ messages }), call())).rejects.toMatchObject({
      usage: { calls: 3 },
    });
    expect(server.seen.every(hasSystem)).toBe(true);
  });

  it('two messages of one role: they are joined, learned once', async () => {
    server.behave(
      refusingIf(repeats, failing(400, { message: 'Conversation roles must alternate user/assistant' })),
    );
    const backend = backendFor(server.baseUrl);
    const first = await backend.generate(request({ messages }), call());
    expect(first).toMatchObject({ sent: { rolesJoined: true, systemInUser: false }, usage: { calls: 2 } });
    expect(server.seen[1]?.body['messages']).toEqual([
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Hello.\n\nAnybody there?' },
    ]);
    expect((await backend.generate(request({ messages }), call())).usage?.calls).toBe(1);
  });

  it('both, in the words for one: what is left is one message of the user', async () => {
    const refusal = failing(500, {
      message: 'Conversation roles must alternate user/assistant/user/assistant/...',
    });
    server.behave(refusingIf((seen) => hasSystem(seen) || repeats(seen), refusal));
    const completion = await backendFor(server.baseUrl).generate(request({ messages }), call());
    expect(completion).toMatchObject({
      sent: { rolesJoined: true, systemInUser: true },
      usage: { calls: 3 },
    });
    expect(server.seen.at(-1)?.body['messages']).toEqual([
      { role: 'user', content: 'Be kind.\n\nHello.\n\nAnybody there?' },
    ]);
  });

  it('temperature and top_p together: top_p is left out', async () => {
    const both = ({ body }: SeenRequest): boolean => 'temperature' in body && 'top_p' in body;
    server.behave(
      refusingIf(both, failing(400, { message: '`temperature` and `top_p` cannot both be specified' })),
    );
    const completion = await backendFor(server.baseUrl).generate(request(), call());
    expect(completion.sent).toMatchObject({ temperature: 0.7, topP: undefined });
    expect(server.seen.at(-1)?.body).toMatchObject({ temperature: 0.7 });
    expect('top_p' in (server.seen.at(-1)?.body ?? {})).toBe(false);
  });

  it.each<[string, Behaviour]>([
    ['by name', failing(400, { message: 'seed must be less than or equal to 2147483647', param: 'seed' })],
    ['by its size', json(400, { message: 'seed too large' })],
    ['by number', json(422, { detail: 'Value 4000000000 is greater than maximum 2147483647' })],
  ])('a large seed (%s): it is made smaller, always in the same way', async (_, refusal) => {
    server.behave(refusingIf(({ body }) => Number(body['seed']) > 2 ** 31 - 1, refusal));
    const backend = backendFor(server.baseUrl);
    const seed = 4_000_000_000;
    const sent = { seed: seed - 2 ** 31, seedShortened: true };
    expect(await backend.generate(request({ seed }), call())).toMatchObject({ sent, usage: { calls: 2 } });
    expect(await backend.generate(request({ seed }), call())).toMatchObject({ sent, usage: { calls: 1 } });
    expect(await backend.generate(request({ seed: 5 }), call())).toMatchObject({
      sent: { seed: 5, seedShortened: false },
    });
  });

  it('more than the model can hold: the limit is what is left beside the prompt, learned once', async () => {
    const limitOf = ({ body }: SeenRequest): number => Number(body['max_tokens']);
    const refusal = failing(400, {
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 4644 tokens (2596 in the messages, 2048 in the completion).",
    });
    server.behave(refusingIf((seen) => limitOf(seen) > 1500, refusal));
    const backend = backendFor(server.baseUrl);
    const first = await backend.generate(request({ messages }), call());
    expect(first).toMatchObject({ sent: { maxOutputTokens: 1500 }, usage: { calls: 2 } });
    expect((await backend.generate(request({ messages }), call())).usage?.calls).toBe(1);
  });

  it('more than it says that the model can hold: each try is shorter than the one before', async () => {
    server.behave(failing(400, { message: 'maximum context length is 4096, you requested too many tokens' }));
    await expect(backendFor(server.baseUrl).generate(request(), call())).rejects.toMatchObject({
      reason: 'MODEL_REQUEST_TOO_LONG',
    });
    const limits = server.seen.map(({ body }) => Number(body['max_tokens']));
    expect(limits).toEqual([...new Set(limits)].sort((a, b) => b - a));
    expect(limits.length).toBeLessThanOrEqual(7);
  });

  it.each([
    [
      'a prompt alone',
      'maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens',
      9000,
      4096,
    ],
    ['a prompt and hardly room', 'n_prompt_tokens: 4090, n_ctx: 4096, exceeds the context size', 4090, 4096],
  ])(
    '%s that is too long: both lengths are told, and it is asked once',
    async (_, message, prompt, context) => {
      server.behave(failing(400, { message }));
      await expect(backendFor(server.baseUrl).generate(request(), call())).rejects.toMatchObject({
        code: 'FAILED_PRECONDITION',
        reason: 'MODEL_REQUEST_TOO_LONG',
        message: expect.stringMatching(new RegExp(`${prompt}.*${context}`)) as unknown,
        metadata: { prompt_tokens: String(prompt), context_tokens: String(context) },
      });
      expect(server.seen).toHaveLength(1);
    },
  );

  it('an answer that is longer than the model writes: the limit is lowered', async () => {
    const refusal = failing(400, {
      message: 'max_tokens is too large: 2048. This model supports at most 1024 completion tokens',
    });
    server.behave(refusingIf(({ body }) => Number(body['max_tokens']) > 1024, refusal));
    const completion = await backendFor(server.baseUrl).generate(request(), call());
    expect(completion).toMatchObject({ sent: { maxOutputTokens: 1024 }, usage: { calls: 2 } });
  });

  it('everything, for ever: a few requests, and the error of the last', async () => {
    const complaints = [
      'max_completion_tokens',
      'temperature',
      'seed',
      'response_format',
      'System role',
      'roles must alternate',
    ];
    let asked = 0;
    server.behave((response, seen) =>
      failing(400, { message: complaints[asked++ % complaints.length] ?? '' })(response, seen),
    );
    const failed = backendFor(server.baseUrl).generate(
      request({ messages, seed: 1, responseSchema: schema }),
      call(),
    );
    await expect(failed).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(server.seen.length).toBeLessThanOrEqual(7);
  });

  it('is recorded with an answer whose shape was asked for in words', async () => {
    server.behave(refusing('response_format', 'unsupported', answering('{"score":3}')));
    const completion = await backendFor(server.baseUrl).generate(request({ responseSchema: schema }), call());
    expect(completion.sent?.structure).toBe(Structure.WORDS);
  });
});
