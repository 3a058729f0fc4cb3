import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerState } from '@rookery/shared-contracts';
import {
  answering,
  type Behaviour,
  failing,
  json,
  type ModelServer,
  type ServedAnswer,
  serving,
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

interface Streamed {
  readonly passed: string;
  readonly completed: Completion | undefined;
}

async function streamed(backend: OpenAiBackend): Promise<Streamed> {
  let passed = '';
  let completed: Completion | undefined;
  for await (const event of backend.stream(request(), call())) {
    if (event.completed === undefined) passed += event.text;
    else completed = event.completed;
  }
  return { passed, completed };
}

const DRAFT = 'She is 19 and in debt, I must not scare her.';
const SAID = 'Please talk to somebody you trust.';

/** Answers of real servers, whole or in pieces, and what is in them. */
const ANSWERS: readonly (readonly [name: string, answer: ServedAnswer, expected: Partial<Completion>])[] = [
  [
    'the closing tag of a thought only',
    { content: `${DRAFT}\n</think>\n\n${SAID}` },
    { text: SAID, state: AnswerState.WHOLE, thought: true },
  ],
  ['a whole thought', { content: `<think>\n${DRAFT}\n</think>\n\n${SAID}` }, { text: SAID, thought: true }],
  [
    'a thought alone',
    { content: `<think>\n${DRAFT}\n</think>` },
    { text: '', state: AnswerState.EMPTY, thought: true },
  ],
  [
    'a thought that is cut',
    { content: `<think>\n${DRAFT}`, finishReason: 'length' },
    { text: '', state: AnswerState.CUT, thought: true },
  ],
  [
    'channels',
    {
      content: `<|channel|>analysis<|message|>${DRAFT}<|end|><|start|>assistant<|channel|>final<|message|>${SAID}`,
    },
    { text: SAID, thought: true },
  ],
  [
    'a thought beside the text',
    { content: SAID, thought: DRAFT, thoughtField: 'reasoning' },
    { text: SAID, state: AnswerState.WHOLE, thought: true },
  ],
  [
    'a thought beside no text, cut',
    { content: null, thought: DRAFT, finishReason: 'length', tokens: { input: 3, output: 2048 } },
    { text: '', state: AnswerState.CUT, thought: true },
  ],
  [
    'a thought beside no text',
    { content: null, thought: DRAFT },
    { text: '', state: AnswerState.EMPTY, thought: true },
  ],
  [
    'parts',
    {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: DRAFT }] },
        { type: 'text', text: 'Please ' },
        { type: 'text', text: 'rest.' },
      ],
    },
    { text: 'Please rest.', state: AnswerState.WHOLE, thought: true },
  ],
  ['a cut answer', { content: 'Please', finishReason: 'length' }, { text: 'Please', state: AnswerState.CUT }],
  [
    'half a sentence of a filter',
    { content: 'Please', finishReason: 'content_filter' },
    { state: AnswerState.FILTERED, serverReason: 'content_filter' },
  ],
  [
    'a filter with a reason',
    { content: '', finishReason: 'content_filter: PROHIBITED_CONTENT' },
    { text: '', state: AnswerState.FILTERED, serverReason: 'content_filter: PROHIBITED_CONTENT' },
  ],
  [
    'the end "eos"',
    { content: SAID, finishReason: 'eos' },
    { state: AnswerState.WHOLE, serverReason: 'eos' },
  ],
  ['an empty end', { content: SAID, finishReason: '' }, { state: AnswerState.WHOLE, serverReason: '' }],
  ['no end', { content: SAID, finishReason: null }, { text: SAID, state: AnswerState.WHOLE }],
  ['nothing', { content: '' }, { text: '', state: AnswerState.EMPTY, thought: false }],
];

describe('an answer', () => {
  it.each(ANSWERS)('with %s is read', async (_, answer, expected) => {
    server.behave(serving(answer));
    expect(await backendFor(server.baseUrl).generate(request(), call())).toMatchObject(expected);
  });

  it.each(
    ANSWERS.flatMap(([name, answer, expected]) =>
      [1, 3, 1000].map((cut) => [name, cut, answer, expected] as const),
    ),
  )(
    'with %s is read in pieces of %d characters, and no thought is passed on',
    async (_, pieceLength, answer, expected) => {
      server.behave(serving({ ...answer, pieceLength }));
      const { passed, completed } = await streamed(backendFor(server.baseUrl));
      expect(completed).toMatchObject(expected);
      expect(passed).toBe(completed?.text);
      expect(server.seen).toHaveLength(1);
    },
  );

  it('counts the tokens of thoughts, also where the server counts them in the sum alone', async () => {
    const choices = [{ message: { content: SAID, reasoning_content: DRAFT }, finish_reason: 'stop' }];
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 115 };
    server.behave(json(200, { choices, usage }), json(200, { choices }));
    const backend = backendFor(server.baseUrl);
    expect((await backend.generate(request(), call())).usage).toMatchObject({
      inputTokens: 10,
      outputTokens: 105,
    });
    expect((await backend.generate(request(), call())).usage?.outputTokens).toBe(
      Math.ceil((SAID.length + DRAFT.length) / 4),
    );
  });

  it('of a model that thinks silently is all thought when it was cut before the thought ended', async () => {
    const backend = backendFor(server.baseUrl);
    server.behave(answering(`${DRAFT}\n</think>\n\n${SAID}`));
    await backend.generate(request(), call());
    server.behave(answering(DRAFT, 'length'));
    expect(await backend.generate(request(), call())).toMatchObject({
      text: '',
      state: AnswerState.CUT,
      thought: true,
    });
  });
});

describe('a stream', () => {
  it('is held back until three answers have shown that the model does not think silently', async () => {
    const backend = backendFor(server.baseUrl);
    const pieces: number[] = [];
    for (let answers = 0; answers < 4; answers += 1) {
      server.behave(serving({ content: SAID }));
      let count = 0;
      for await (const { completed } of backend.stream(request(), call()))
        if (completed === undefined) count += 1;
      pieces.push(count);
    }
    expect(pieces).toEqual([1, 1, 1, Math.ceil(SAID.length / 5)]);
  });

  it('of a model that was taken for one that does not ends with what it said, and the next is held back', async () => {
    const backend = backendFor(server.baseUrl);
    for (let answers = 0; answers < 3; answers += 1) await backend.generate(request(), call());
    server.behave(serving({ content: `${DRAFT}\n</think>\n\n${SAID}` }));
    expect((await streamed(backend)).completed?.text).toBe(SAID);
    expect((await streamed(backend)).passed).toBe(SAID);
  });
});

describe('a torn answer', () => {
  const TORN: readonly (readonly [string, ServedAnswer])[] = [
    ...['error', 'abort', 'insufficient_system_resource'].map(
      (finishReason) => [finishReason, { content: 'Please', finishReason }] as const,
    ),
    [
      'an error inside the choice',
      { content: 'Please', finishReason: null, error: { code: 502, message: 'x' } },
    ],
  ];

  it.each(TORN)('(%s) is asked for again, and both are paid for', async (_, answer) => {
    server.behave(serving(answer), serving({ content: SAID }));
    const completion = await backendFor(server.baseUrl).generate(request(), call());
    expect(completion).toMatchObject({
      text: SAID,
      state: AnswerState.WHOLE,
      usage: { calls: 2, inputTokens: 22, outputTokens: 14 },
    });
  });

  it.each(TORN)('(%s) is said to be torn when it stays so', async (_, answer) => {
    server.behave(serving(answer));
    const completion = await backendFor(server.baseUrl).generate(request(), call());
    expect(completion).toMatchObject({ state: AnswerState.TORN, usage: { calls: 3, outputTokens: 21 } });
  });

  it('is asked for again in a stream as long as nothing of it was passed on', async () => {
    server.behave(serving({ content: 'Please', finishReason: 'error' }), serving({ content: SAID }));
    const { passed, completed } = await streamed(backendFor(server.baseUrl));
    expect(passed).toBe(SAID);
    expect(completed?.usage).toMatchObject({ calls: 2, outputTokens: 14 });
  });

  it('is said to be torn in a stream that has begun to speak', async () => {
    const backend = backendFor(server.baseUrl);
    for (let answers = 0; answers < 3; answers += 1) await backend.generate(request(), call());
    server.behave(serving({ content: 'Please', finishReason: 'error' }));
    const { passed, completed } = await streamed(backend);
    expect(passed).toBe('Please');
    expect(completed).toMatchObject({ state: AnswerState.TORN, usage: { calls: 1 } });
    expect(server.seen).toHaveLength(1);
  });
});

describe('an error in a 200', () => {
  it.each<[string, object, string, number]>([
    ['429', { error: { message: 'slow', code: 429 } }, 'MODEL_RATE_LIMITED', 3],
    ['401', { error: { message: 'no', code: 401 } }, 'MODEL_SERVER_REFUSES_KEY', 1],
    ['"503"', { error: { message: 'busy', code: '503' } }, 'MODEL_SERVER_FAILED', 3],
    ['a word', { error: { message: 'x', type: 'rate_limit_error' } }, 'MODEL_RATE_LIMITED', 3],
    ['a text', { error: 'overloaded' }, 'MODEL_SERVER_FAILED', 3],
    ['vLLM of before', { object: 'error', message: 'invalid', code: 400 }, 'MODEL_SERVER_REFUSES_REQUEST', 1],
    ['choices null', { choices: null }, 'MODEL_SERVER_BROKEN_ANSWER', 3],
  ])('(%s) counts as that status', async (_, body, reason, requests) => {
    server.behave(json(200, body));
    const failed = backendFor(server.baseUrl).generate(request(), call());
    await expect(failed).rejects.toMatchObject({ reason, usage: { calls: requests, unpricedCalls: 0 } });
    expect(server.seen).toHaveLength(requests);
  });

  it('counts in a stream, too', async () => {
    const inStream: Behaviour = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: {"error":{"message":"slow","code":429}}\n\ndata: [DONE]\n\n');
    };
    server.behave(inStream, serving({ content: SAID }));
    expect((await streamed(backendFor(server.baseUrl))).completed?.usage?.calls).toBe(2);
  });
});

describe('a filter', () => {
  it.each<[string, Behaviour]>([
    [
      '403 with reasons',
      failing(403, {
        message: 'Your input was flagged',
        metadata: { reasons: ['self-harm'], flagged_input: 'x' },
      }),
    ],
    [
      '400 Content Exists Risk',
      failing(400, { message: 'Content Exists Risk', code: 'invalid_request_error' }),
    ],
    [
      '400 data_inspection_failed',
      json(400, { code: 'data_inspection_failed', message: 'inappropriate content.' }),
    ],
    [
      'Azure',
      failing(400, { message: "triggered Azure OpenAI's content management policy", code: 'content_filter' }),
    ],
    [
      'a nested body',
      json(400, {
        error: { message: '{"error":{"message":"Provider: blocked by safety filter"}}', code: 400 },
      }),
    ],
    [
      'in a 200',
      json(200, { error: { code: 403, message: 'flagged', metadata: { reasons: ['self-harm'] } } }),
    ],
  ])('(%s) is an answer and no error, asked for once', async (_, behaviour) => {
    server.behave(behaviour);
    const backend = backendFor(server.baseUrl);
    const filtered = { text: '', state: AnswerState.FILTERED };
    expect(await backend.generate(request(), call())).toMatchObject({
      ...filtered,
      usage: { calls: 1, outputTokens: 0 },
    });
    expect((await streamed(backend)).completed).toMatchObject(filtered);
    expect(server.seen).toHaveLength(2);
  });
});

describe('a refusal that cannot pass', () => {
  it.each<[string, Behaviour, string, string]>([
    ['402', failing(402, { message: 'Insufficient Balance' }), 'RESOURCE_EXHAUSTED', 'MODEL_QUOTA_SPENT'],
    [
      '402 in another shape',
      json(402, { detail: 'more credits, please' }),
      'RESOURCE_EXHAUSTED',
      'MODEL_QUOTA_SPENT',
    ],
    [
      '400 without credit',
      failing(400, { message: 'Your credit balance is too low' }),
      'RESOURCE_EXHAUSTED',
      'MODEL_QUOTA_SPENT',
    ],
    [
      'too large for a minute',
      failing(429, {
        message: 'Request too large for m on tokens per minute (TPM): Limit 1000, Requested 9120',
      }),
      'RESOURCE_EXHAUSTED',
      'MODEL_REQUEST_OVER_RATE',
    ],
    [
      'too large for a minute, 413',
      failing(413, {
        message: 'Request too large for model m, tokens per minute (TPM): Limit 1000, Requested 9120',
      }),
      'RESOURCE_EXHAUSTED',
      'MODEL_REQUEST_OVER_RATE',
    ],
    [
      'a suspended account',
      failing(403, { message: 'Your account has been suspended' }),
      'FAILED_PRECONDITION',
      'MODEL_SERVER_REFUSES_KEY',
    ],
    [
      'a key, 400',
      failing(400, { message: 'API key not valid.' }),
      'FAILED_PRECONDITION',
      'MODEL_SERVER_REFUSES_KEY',
    ],
  ])('(%s) is made once, and says no time', async (_, behaviour, code, reason) => {
    server.behave(behaviour);
    const failed = backendFor(server.baseUrl).generate(request(), call());
    await expect(failed).rejects.toMatchObject({
      code,
      reason,
      retryAfterMs: undefined,
      usage: { calls: 1 },
    });
    expect(server.seen).toHaveLength(1);
  });

  it.each(['Request body violates the schema', 'This parameter is blocked', 'top_k is too large'])(
    'for the form of the request is no filter and no length: %s',
    async (message) => {
      server.behave(failing(400, { message }));
      await expect(backendFor(server.baseUrl).generate(request(), call())).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        reason: 'MODEL_SERVER_REFUSES_REQUEST',
      });
    },
  );

  it('for a day is passed up at once, with the time', async () => {
    server.behave(failing(429, { message: 'daily limit' }, { 'retry-after': '86400' }));
    const failed = backendFor(server.baseUrl).generate(request(), call());
    await expect(failed).rejects.toMatchObject({ reason: 'MODEL_RATE_LIMITED', retryAfterMs: 86_400_000 });
    expect(server.seen).toHaveLength(1);
  });

  it('that says "quota" and means a minute is waited for', async () => {
    server.behave(
      failing(429, { message: 'You exceeded your current quota. Please retry in 1ms.' }),
      answering(SAID),
    );
    expect((await backendFor(server.baseUrl).generate(request(), call())).text).toBe(SAID);
  });
});

describe('whoever waits in front of a screen', () => {
  it('is told after three requests, and before a minute is waited for', async () => {
    const patient = {
      maxAttempts: 20,
      backoff: { firstMs: 1, mostMs: 2 },
      longestAskedWaitMs: 60_000,
      beginWithinMs: 60_000,
    };
    const backend = backendFor(server.baseUrl, { retries: patient });
    server.behave(failing(503, { message: 'down' }));
    await expect(backend.generate(request(), call({ interactive: true }))).rejects.toMatchObject({
      usage: { calls: 3 },
    });
    server.behave(failing(429, { message: 'slow' }, { 'retry-after': '30' }));
    await expect(backend.generate(request(), call({ interactive: true }))).rejects.toMatchObject({
      retryAfterMs: 30_000,
    });
    expect(server.seen).toHaveLength(1);
  });

  it('waits for no second silence', async () => {
    const retries = {
      maxAttempts: 5,
      backoff: { firstMs: 1, mostMs: 2 },
      longestAskedWaitMs: 0,
      beginWithinMs: 40,
    };
    const backend = backendFor(server.baseUrl, { attemptMs: 60, retries });
    server.behave(() => {});
    await expect(backend.generate(request(), call())).rejects.toMatchObject({
      reason: 'MODEL_SERVER_STALLED',
    });
    expect(server.seen).toHaveLength(1);
  });
});
