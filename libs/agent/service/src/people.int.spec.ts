import { createServer, connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fixedAnswer } from '@rookery/agent-crisis';
import {
  AnswerReason,
  AnswerState,
  ConverseStart,
  MessageReading,
  Structure,
} from '@rookery/shared-contracts';
import {
  answering,
  broken,
  failing,
  json,
  silent,
  startModelServer,
  streaming,
  type Behaviour,
  type ModelServer,
} from '@rookery/shared-scripted-model-server';
import { AgentPlatform, type RunningAgent } from './testing/agent-platform.ts';
import { Talk } from './testing/talk.ts';

const MODEL = 'served';
const DANGER = 'I want to kill myself tonight';
const FIXED = fixedAnswer({ matches: ['en-end-life'] }, undefined);
const START = { model: MODEL, query: 'How can I sleep?' };

let server: ModelServer;
let platform: AgentPlatform;
let running: RunningAgent;

beforeAll(async () => {
  server = await startModelServer();
  platform = await AgentPlatform.start({
    worker: {
      OPENAI_BASE_URL: server.baseUrl,
      OPENAI_API_KEY: 'key',
      ROOKERY_OPENAI_MODELS: MODEL,
      ROOKERY_OPENAI_IDLE_TIMEOUT_MS: '1000',
      ROOKERY_OPENAI_ATTEMPT_TIMEOUT_MS: '1000',
    },
  });
  running = await platform.agent();
}, 120_000);
beforeEach(() => server.behave(answering('hello')));
afterAll(async () => {
  await platform.close();
  await server.close();
}, 120_000);

/** Behaves by what is asked: the prompts of the agent differ in their words. */
const byPrompt =
  (answers: Readonly<Record<string, Behaviour>>, other: Behaviour): Behaviour =>
  (response, request) => {
    const found = Object.entries(answers).find(([words]) => request.words.includes(words));
    (found?.[1] ?? other)(response, request);
  };

const READ = 'You read along in a conversation';
const LOOK = 'has written the message inside the message tags. Decide';
const noFacts = answering(
  JSON.stringify({
    facts: [],
    declined: false,
    asks_why: false,
    wants_questions: false,
    new_question: '',
    language: 'en',
  }),
);

const FILTERED = failing(400, { message: 'filtered', code: 'content_filter' });
const NO_MONEY = failing(402, { message: 'Insufficient balance', code: 'insufficient_balance' });
const KINDS: readonly (readonly [string, Behaviour])[] = [
  ['402', NO_MONEY],
  ['a filter', FILTERED],
  ['a filter with 403', failing(403, { message: 'self-harm' })],
  ['a refused key', failing(401, { message: 'no' })],
  ['500', failing(500, { message: 'broken' })],
  ['503', failing(503, { message: 'overloaded' })],
  ['a body that is no JSON', broken],
  ['silence', silent],
  ['nothing', answering('')],
  ['an error in a 200', json(200, { error: { message: 'slow down', code: 401 } })],
];

describe('somebody in danger', () => {
  it.each(KINDS)(
    'is named who helps at once, and is answered, when the model gives %s',
    async (_, behaviour) => {
      server.behave(behaviour);
      const talk = Talk.start(running.agent, { ...START, query: DANGER });
      await talk.next('crisis');
      expect(talk.events).toHaveLength(1);
      const { final, crisis, pieces, questions } = await talk.finish(() => 'declined');
      expect({ crisis: crisis.length, questions }).toEqual({ crisis: 1, questions: [] });
      expect(final).toMatchObject({
        text: FIXED,
        reason: AnswerReason.CRISIS,
        state: AnswerState.WHOLE,
        sent: undefined,
      });
      expect(pieces.join('')).toBe(FIXED);
      expect(server.seen.length).toBeLessThanOrEqual(6);
    },
  );

  it('is named who helps before a model is asked', async () => {
    server.behave(silent);
    const talk = Talk.start(running.agent, { ...START, query: DANGER });
    await talk.next('crisis');
    expect(server.seen).toEqual([]);
    talk.leave();
  });

  it('is answered by the model, within its own prompt, and not cut by a limit', async () => {
    server.behave(byPrompt({ [READ]: noFacts }, streaming(['I hear ', 'you.'], 'done')));
    const start = { ...START, query: DANGER, maxOutputTokens: 5 };
    const { final } = await Talk.start(running.agent, start).finish(() => 'declined');
    expect(final).toMatchObject({ text: 'I hear you.', reason: AnswerReason.CRISIS });
    expect(final.promptVersions).toContain('answer-crisis@1');
    expect(server.seen.at(-1)?.body).not.toHaveProperty('max_tokens', 5);
  });

  it('is named who helps whatever else is wrong with the message', async () => {
    const wrong = [
      { ...START, query: DANGER, model: '' },
      { ...START, query: `${DANGER}. ${'x'.repeat(20_000)}` },
      { ...START, query: DANGER, library: 'libraries/nowhere' },
      { ...START, query: DANGER, known: { values: { colour: 'red' } } },
    ];
    for (const start of wrong) {
      const talk = Talk.start(running.agent, start);
      await talk.next('crisis');
      await expect(talk.next('answer')).rejects.toMatchObject({
        code: expect.stringMatching(/INVALID|NOT_FOUND/),
      });
    }
    const resumed = Talk.resume(running.agent, 'sessions/nowhere', { query: DANGER });
    await resumed.next('crisis');
    await expect(resumed.next('answer')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is named who helps with a database that is away, or hangs', async () => {
    const proxy = await databaseProxy(platform.database.connectionString);
    const agent = (await platform.agent({ DATABASE_URL: proxy.url })).agent;
    server.behave(byPrompt({ [READ]: noFacts }, streaming(['I hear you.'], 'done')));
    const { session } = await Talk.start(agent, { ...START, query: DANGER }).finish(() => 'declined');
    for (const away of ['hang', 'refuse'] as const) {
      proxy[away]();
      const started = Talk.start(agent, { ...START, query: DANGER });
      await started.next('crisis');
      const resumed = Talk.resume(agent, session, { query: DANGER });
      await resumed.next('crisis');
      const worried = Talk.start(agent, { ...START, query: "I can't go on like this" });
      await worried.next('crisis');
      for (const talk of [started, resumed, worried]) talk.leave();
    }
    proxy.close();
  });

  it('is asked nothing in later messages before they want it', async () => {
    server.behave(
      byPrompt(
        {
          [READ]: noFacts,
          [LOOK]: answering('{"level": "none"}'),
          completeness: answering('{"completeness": 0, "rationale": "x"}'),
          'choose one of these': answering(
            '{"attribute": "age", "question": "How old?", "why": "It matters."}',
          ),
        },
        streaming(['Stay with me.'], 'done'),
      ),
    );
    const { session } = await Talk.start(running.agent, { ...START, query: DANGER }).finish(() => 'declined');
    const later = (query: string) => Talk.resume(running.agent, session, { query });
    const then = await later('My sister is here now.').finish(() => 'declined');
    expect(then).toMatchObject({ questions: [], final: { reason: AnswerReason.CRISIS } });
    expect(await later('Yes, please go on.').next('question')).toMatchObject({ text: 'How old?' });
  });
});

describe('a message to a model that fails for good', () => {
  it.each(KINDS)('costs a handful of requests, and the person knows in seconds: %s', async (_, behaviour) => {
    server.behave(behaviour);
    const began = performance.now();
    const error: unknown = await Talk.start(running.agent, START)
      .finish(() => 'declined')
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'RookeryError', reason: expect.stringMatching(/^MODEL_/) });
    expect(server.seen.length).toBeLessThanOrEqual(6);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('says what the conversation took until then', async () => {
    server.behave(byPrompt({ [READ]: noFacts, [LOOK]: answering('{"level": "none"}') }, NO_MONEY));
    await expect(Talk.start(running.agent, START).finish(() => 'declined')).rejects.toMatchObject({
      usage: { inputTokens: 22, outputTokens: 14 },
    });
  });
});

describe('an answer', () => {
  const atOnce = { ...START, maxQuestions: 0, reading: MessageReading.LITERAL };

  it('says what was sent, keeps to the limit that was set, and says that it is cut', async () => {
    server.behave(answering('Rest a', 'length'));
    const start = { ...atOnce, maxOutputTokens: 33, wholeAnswer: true };
    const { final } = await Talk.start(running.agent, start).finish(() => 'declined');
    expect(server.seen[0]?.body).toMatchObject({ max_tokens: 33 });
    expect(final).toMatchObject({
      text: 'Rest a',
      state: AnswerState.CUT,
      sent: { maxOutputTokens: 33, structure: Structure.UNSPECIFIED },
    });
  });

  it('of a model that writes U+0000 is kept without it, as is what the person writes', async () => {
    server.behave(streaming(['Re\u0000st', '.\u0000'], 'done'));
    const start = {
      ...atOnce,
      query: 'May\u0000 I fast?',
      known: { values: { age: '3\u00004' } },
      instructions: 'Be\u0000 brief.',
      requestId: 'a\u0000b',
    };
    const { final, session } = await Talk.start(running.agent, start).finish(() => 'declined');
    expect(final.text).toBe('Rest.');
    expect(server.seen[0]?.words).toContain('May I fast?');
    expect((await Talk.resume(running.agent, session).finish(() => 'declined')).final.text).toBe('Rest.');
    const onlyThat = Talk.start(running.agent, ConverseStart.fromPartial({ ...atOnce, query: '\u0000' }));
    await expect(onlyThat.next('answer')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

/** Between an agent and its database: can hang, or refuse, for everybody who comes through it. */
async function databaseProxy(connectionString: string) {
  const target = new URL(connectionString);
  let state: 'open' | 'hang' | 'refuse' = 'open';
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const backend = connect(Number(target.port), target.hostname);
    for (const socket of [client, backend]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (data) => state === 'open' && backend.write(data));
    backend.on('data', (data) => state === 'open' && client.write(data));
    client.on('close', () => backend.destroy());
    backend.on('close', () => client.destroy());
    if (state === 'refuse') client.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = new URL(connectionString);
  url.hostname = '127.0.0.1';
  url.port = String((proxy.address() as AddressInfo).port);
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    hang: () => void (state = 'hang'),
    refuse: () => {
      state = 'refuse';
      cut();
    },
    close: () => {
      cut();
      proxy.close();
    },
  };
}
