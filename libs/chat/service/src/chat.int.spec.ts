import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AgentServiceDefinition,
  FinalAnswer,
  Session,
  type ConverseRequest,
  type ConverseResponse,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { RookeryError } from '@rookery/shared-errors';
import { createLog, readConfig } from '@rookery/shared-runtime';
import { startService, type RunningService } from '@rookery/shared-server';
import { chatConfig } from './config.ts';
import { startChat } from './start-chat.ts';

type Said = NonNullable<ConverseResponse['event']>;
/** What the agent does on one stream. */
type Script = (requests: AsyncIterable<ConverseRequest>, signal: AbortSignal) => AsyncGenerator<Said, void>;

let database: Database;
let agent: RunningService;
let chat: RunningService;
let script: Script;
/** First messages of the streams. */
let opened: ConverseRequest[] = [];

const converseOnly = {
  name: AgentServiceDefinition.name,
  fullName: AgentServiceDefinition.fullName,
  methods: { converse: AgentServiceDefinition.methods.converse },
} as const;

/** The other end of the service's calls: an agent at the end of a real socket that follows a script. */
async function scriptedAgent(): Promise<RunningService> {
  return startService({
    name: 'agent',
    host: '127.0.0.1',
    port: 0,
    log: createLog('agent', 'silent'),
    graceMs: 100,
    services: [
      {
        definition: converseOnly,
        implementation: {
          async *converse(requests: AsyncIterable<ConverseRequest>, { signal }: { signal: AbortSignal }) {
            for await (const event of script(requests, signal)) yield { event };
          },
        },
      },
    ],
  });
}

beforeAll(async () => {
  database = await testDatabase();
  agent = await scriptedAgent();
  const variables = {
    ROOKERY_PORT: '0',
    ROOKERY_LOG_LEVEL: 'silent',
    DATABASE_URL: database.connectionString,
    ROOKERY_GATEWAY_ADDRESS: agent.address,
    ROOKERY_CHAT_ORIGINS: 'https://page.example',
  };
  chat = await startChat(readConfig(chatConfig, variables));
}, 60_000);
afterEach(() => {
  opened = [];
});
afterAll(async () => {
  await chat.close();
  await agent.close();
  await database.close();
}, 60_000);

const SESSION: Said = { $case: 'session', value: Session.fromPartial({ name: 'sessions/s' }) };
const piece = (text: string): Said => ({ $case: 'answerPiece', value: text });
const CRISIS: Said = { $case: 'crisis', value: { text: 'You are not alone.', resources: [] } };
const question = (number: number): Said => ({
  $case: 'question',
  value: { attribute: 'age', text: `Question ${number}?`, number, why: '' },
});

async function firstOf(requests: AsyncIterable<ConverseRequest>): Promise<AsyncIterator<ConverseRequest>> {
  const messages = requests[Symbol.asyncIterator]();
  const step = await messages.next();
  if (step.done !== true) opened.push(step.value);
  return messages;
}

interface Asked {
  readonly messages: readonly object[];
  readonly stream?: boolean;
}

function post({ messages, stream = false }: Asked, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://${chat.address}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', messages, stream }),
    ...init,
  });
}

async function textOf(response: Response): Promise<string | undefined> {
  const body = (await response.json()) as { choices: { message: { content: string } }[] };
  return body.choices[0]?.message.content;
}

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

describe('the chat service', () => {
  it('stops the model when its client leaves', async () => {
    let stopped = false;
    script = async function* (requests, signal) {
      await firstOf(requests);
      yield SESSION;
      signal.addEventListener('abort', () => (stopped = true));
      for (;;) {
        yield piece('word ');
        await pause(20, undefined, { signal });
      }
    };
    const leaving = new AbortController();
    const response = await post({ messages: [user('Go on')], stream: true }, { signal: leaving.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
    await reader?.read().catch(() => undefined);
    while (!stopped) await pause(20);
  });

  it('says when to come back', async () => {
    script = async function* (requests) {
      await firstOf(requests);
      yield* [];
      throw new RookeryError('RESOURCE_EXHAUSTED', 'sessions: 3 are open', { retryAfterMs: 7_000 });
    };
    const refused = await post({ messages: [user('x')] });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('7');
  });

  it('ends a stream that has begun with an error that clients can read', async () => {
    script = async function* (requests) {
      await firstOf(requests);
      yield SESSION;
      yield piece('word');
      throw new RookeryError('RESOURCE_EXHAUSTED', 'tokens: none left');
    };
    const response = await post({ messages: [user('x')], stream: true });
    expect(response.status).toBe(200);
    const events = (await response.text()).trim().split('\n\n');
    expect(JSON.parse(events.at(-1)?.replace('data: ', '') ?? '')).toMatchObject({
      error: { type: 'rate_limit_error', message: 'tokens: none left' },
    });
  });

  it('sends a message that was lost on its way, and tells a lost response again, crisis notice first', async () => {
    script = async function* (requests) {
      await firstOf(requests);
      yield SESSION;
      yield question(1);
    };
    const start = [user('Help me')];
    expect(await textOf(await post({ messages: start }))).toBe('Question 1?');
    const second = [...start, assistant('Question 1?'), user('I want to die')];
    // The session was never told: it asks the same again, is told, and the response gets lost.
    const replies: unknown[] = [];
    script = async function* (requests) {
      const messages = await firstOf(requests);
      yield SESSION;
      yield question(1);
      replies.push(((await messages.next()).value as ConverseRequest).event?.value);
      yield CRISIS;
      throw new RookeryError('INTERNAL', 'broken');
    };
    expect((await post({ messages: second })).status).toBe(500);
    script = async function* (requests) {
      await firstOf(requests);
      yield SESSION;
      yield question(2);
    };
    const again = 'You are not alone.\n\nQuestion 2?';
    expect(await textOf(await post({ messages: second }))).toBe(again);
    expect(await textOf(await post({ messages: second }))).toBe(again);
    expect(replies).toMatchObject([{ answer: { $case: 'text', value: 'I want to die' }, questionNumber: 1 }]);
    expect(opened.map(({ event }) => event?.$case)).toEqual(['start', 'resume', 'resume', 'resume']);
    // And the turn after it is found, notice and all.
    script = async function* (requests) {
      const messages = await firstOf(requests);
      yield SESSION;
      yield question(2);
      await messages.next();
      yield { $case: 'answer', value: FinalAnswer.fromPartial({ text: 'Stay.' }) };
    };
    expect(await textOf(await post({ messages: [...second, assistant(again), user('ok')] }))).toBe('Stay.');
    expect(opened.at(-1)?.event?.$case).toBe('resume');
  });

  it('starts anew when the session is gone', async () => {
    script = async function* (requests) {
      await firstOf(requests);
      yield SESSION;
      yield question(1);
    };
    const start = [{ role: 'system', content: 'Be brief.' }, user('A matter')];
    await post({ messages: start });
    script = async function* (requests) {
      const messages = requests[Symbol.asyncIterator]();
      const { value } = (await messages.next()) as { value: ConverseRequest };
      opened.push(value);
      if (value.event?.$case === 'resume') {
        throw new RookeryError('NOT_FOUND', 'session sessions/s: not found', { reason: 'SESSION_NOT_FOUND' });
      }
      yield SESSION;
      // The question that the history has the reply to.
      yield question(1);
      await messages.next();
      yield { ...question(2), value: { attribute: 'gender', text: 'Another?', number: 2, why: '' } } as Said;
    };
    const second = [...start, assistant('Question 1?'), user('47')];
    expect(await textOf(await post({ messages: second }))).toBe('Another?');
    const query = opened.at(-1)?.event;
    expect(query?.value).toMatchObject({ instructions: 'Be brief.' });
    expect(query?.$case === 'start' ? query.value.query : '').toMatch(/A matter[^]*Question 1\?[^]*47$/);
  });

  it.each(['//', '/v1/models/%E0%A4%A', '/v1/chat/completions'])('has nothing at GET %s', async (path) => {
    script = async function* () {
      yield* [];
    };
    const { status } = await fetch(`http://${chat.address}${path}`);
    expect(status).toBe(404);
  });

  it('lets web pages call only from where it is configured', async () => {
    const preflight = (origin: string) =>
      fetch(`http://${chat.address}/v1/models`, { method: 'OPTIONS', headers: { origin } });
    const known = await preflight('https://page.example');
    expect(known.status).toBe(204);
    expect(known.headers.get('access-control-allow-origin')).toBe('https://page.example');
    const stranger = await preflight('https://elsewhere.example');
    expect(stranger.status).toBe(404);
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });
});
