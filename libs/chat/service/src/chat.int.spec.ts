import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AiNoticeKind, FinalAnswer, Session, type ConverseRequest } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { AgentAndFront, assistant, user, type Said } from './testing/agent-and-front.ts';

let front: AgentAndFront;
/** First messages of the streams. */
let opened: ConverseRequest[] = [];

beforeAll(async () => {
  front = await AgentAndFront.start({ ROOKERY_CHAT_ORIGINS: 'https://page.example' });
}, 60_000);
afterEach(() => {
  opened = [];
});
afterAll(() => front.close(), 60_000);

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

describe('the chat service', () => {
  it('stops the model when its client leaves', async () => {
    let stopped = false;
    front.script = async function* (requests, signal) {
      await firstOf(requests);
      yield SESSION;
      signal.addEventListener('abort', () => (stopped = true));
      for (;;) {
        yield piece('word ');
        await pause(20, undefined, { signal });
      }
    };
    const leaving = new AbortController();
    const response = await front.post(
      { messages: [user('Go on')], stream: true },
      { signal: leaving.signal },
    );
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
    await reader?.read().catch(() => undefined);
    while (!stopped) await pause(20);
  });

  it('says when to come back', async () => {
    front.script = async function* (requests) {
      await firstOf(requests);
      yield* [];
      throw new RookeryError('RESOURCE_EXHAUSTED', 'sessions: 3 are open', { retryAfterMs: 7_000 });
    };
    const refused = await front.post({ messages: [user('x')] });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('7');
  });

  it('begins a conversation with the notice that it is an AI, says it once, and finds the session after it', async () => {
    const notice = (kind: AiNoticeKind, text: string): Said => ({ $case: 'aiNotice', value: { kind, text } });
    front.script = async function* (requests) {
      await firstOf(requests);
      yield notice(AiNoticeKind.BEGINNING, 'I am an AI.');
      yield SESSION;
      yield question(1);
    };
    const start = [user('How do I begin?')];
    expect(await front.said({ messages: start })).toBe('I am an AI.\n\nQuestion 1?');
    const replies: unknown[] = [];
    front.script = async function* (requests) {
      const messages = await firstOf(requests);
      yield SESSION;
      // Time for a reminder, before what was said last is said again.
      yield notice(AiNoticeKind.MINOR, 'Take a break.');
      yield question(1);
      replies.push(((await messages.next()).value as ConverseRequest).event?.value);
      yield question(2);
    };
    const second = [...start, assistant('I am an AI.\n\nQuestion 1?'), user('forty')];
    expect(await front.said({ messages: second })).toBe('Take a break.\n\nQuestion 2?');
    expect(opened.map(({ event }) => event?.$case)).toEqual(['start', 'resume']);
    expect(replies).toMatchObject([{ answer: { value: 'forty' } }]);
    // A history that no session knows has been told.
    front.script = async function* (requests) {
      await firstOf(requests);
      yield notice(AiNoticeKind.BEGINNING, 'I am an AI.');
      yield SESSION;
      yield question(1);
    };
    const elsewhere = [user('Hello'), assistant('Begun elsewhere'), user('And now?')];
    expect(await front.said({ messages: elsewhere })).toBe('Question 1?');
  });

  it('ends a stream that has begun with an error that clients can read', async () => {
    front.script = async function* (requests) {
      await firstOf(requests);
      yield SESSION;
      yield piece('word');
      throw new RookeryError('RESOURCE_EXHAUSTED', 'tokens: none left');
    };
    const response = await front.post({ messages: [user('x')], stream: true });
    expect(response.status).toBe(200);
    const events = (await response.text()).trim().split('\n\n');
    expect(JSON.parse(events.at(-1)?.replace('data: ', '') ?? '')).toMatchObject({
      error: { type: 'rate_limit_error', message: 'tokens: none left' },
    });
  });

  it('sends a message that was lost on its way, and tells a lost response again, crisis notice first', async () => {
    front.script = async function* (requests) {
      await firstOf(requests);
      yield SESSION;
      yield question(1);
    };
    const start = [user('Help me')];
    expect(await front.said({ messages: start })).toBe('Question 1?');
    // Words in which only the agent sees danger.
    const second = [...start, assistant('Question 1?'), user('I wrote my last letters')];
    // The session was never told: it asks the same again, is told, and the response gets lost.
    const replies: unknown[] = [];
    front.script = async function* (requests) {
      const messages = await firstOf(requests);
      yield SESSION;
      yield question(1);
      replies.push(((await messages.next()).value as ConverseRequest).event?.value);
      yield CRISIS;
      throw new RookeryError('INTERNAL', 'broken');
    };
    const told = await front.post({ messages: second });
    expect(told.status).toBe(200);
    expect(
      ((await told.json()) as { choices: { message: { content: string } }[] }).choices[0]?.message.content,
    ).toMatch(/^You are not alone\.\n\nI am sorry, I cannot answer you/);
    front.script = async function* (requests) {
      await firstOf(requests);
      yield SESSION;
      yield question(2);
    };
    const again = 'You are not alone.\n\nQuestion 2?';
    expect(await front.said({ messages: second })).toBe(again);
    expect(await front.said({ messages: second })).toBe(again);
    expect(replies).toMatchObject([
      { answer: { $case: 'text', value: 'I wrote my last letters' }, questionNumber: 1 },
    ]);
    expect(opened.map(({ event }) => event?.$case)).toEqual(['start', 'resume', 'resume', 'resume']);
    // And the turn after it is found, notice and all.
    front.script = async function* (requests) {
      const messages = await firstOf(requests);
      yield SESSION;
      yield question(2);
      await messages.next();
      yield { $case: 'answer', value: FinalAnswer.fromPartial({ text: 'Stay.' }) };
    };
    expect(await front.said({ messages: [...second, assistant(again), user('ok')] })).toBe('Stay.');
    expect(opened.at(-1)?.event?.$case).toBe('resume');
  });

  it('starts anew when the session is gone', async () => {
    front.script = async function* (requests) {
      await firstOf(requests);
      yield SESSION;
      yield question(1);
    };
    const start = [{ role: 'system', content: 'Be brief.' }, user('A matter')];
    await front.post({ messages: start });
    front.script = async function* (requests) {
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
    expect(await front.said({ messages: second })).toBe('Another?');
    const query = opened.at(-1)?.event;
    expect(query?.value).toMatchObject({ instructions: 'Be brief.' });
    expect(query?.$case === 'start' ? query.value.query : '').toMatch(/A matter[^]*Question 1\?[^]*47$/);
  });

  it.each(['//', '/v1/models/%E0%A4%A', '/v1/chat/completions'])('has nothing at GET %s', async (path) => {
    front.script = async function* () {
      yield* [];
    };
    const { status } = await fetch(`http://${front.address}${path}`);
    expect(status).toBe(404);
  });

  it('lets web pages call only from where it is configured', async () => {
    const preflight = (origin: string) =>
      fetch(`http://${front.address}/v1/models`, { method: 'OPTIONS', headers: { origin } });
    const known = await preflight('https://page.example');
    expect(known.status).toBe(204);
    expect(known.headers.get('access-control-allow-origin')).toBe('https://page.example');
    const stranger = await preflight('https://elsewhere.example');
    expect(stranger.status).toBe(403);
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });
});
