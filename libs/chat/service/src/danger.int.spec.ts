import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fixedAnswer } from '@rookery/agent-crisis';
import { AnswerReason, FinalAnswer, Session } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { AgentAndFront, assistant, user, type Said, type Script } from './testing/agent-and-front.ts';

const DANGER = 'I want to kill myself tonight';
const NOTICE = /^Thank you for writing this\..*\n- .*:/s;
const FIXED = fixedAnswer({ matches: ['en-end-life'] }, undefined);
const SESSION: Said = { $case: 'session', value: Session.fromPartial({ name: 'sessions/s' }) };
const CRISIS: Said = { $case: 'crisis', value: { text: 'You are not alone.', resources: [] } };
const piece = (text: string): Said => ({ $case: 'answerPiece', value: text });

let front: AgentAndFront;
beforeAll(async () => {
  front = await AgentAndFront.start();
}, 60_000);
afterEach(() => {
  front.tasks = [];
});
afterAll(() => front.close(), 60_000);

const failing = (error: RookeryError, ...before: readonly Said[]): Script =>
  async function* () {
    yield* before;
    throw error;
  };
const FAILURES: readonly (readonly [string, Script])[] = [
  [
    'a filter',
    failing(new RookeryError('FAILED_PRECONDITION', 'filtered', { reason: 'MODEL_ANSWER_FILTERED' })),
  ],
  ['402', failing(new RookeryError('RESOURCE_EXHAUSTED', 'no quota', { reason: 'MODEL_QUOTA_SPENT' }))],
  ['500', failing(new RookeryError('UNAVAILABLE', 'answered 500', { reason: 'MODEL_SERVER_FAILED' }))],
  ['a fault of ours', failing(new RookeryError('INTERNAL', 'broken'), SESSION)],
  ['an unknown key', failing(new RookeryError('UNAUTHENTICATED', 'the API key is not known'))],
  ['an unknown model', failing(new RookeryError('NOT_FOUND', 'no such model', { reason: 'MODEL_UNKNOWN' }))],
  [
    'a session that is gone',
    failing(new RookeryError('ABORTED', 'changed', { reason: 'SESSION_CHANGED' }), SESSION),
  ],
];

interface Whole {
  readonly choices: readonly {
    readonly message: { readonly content: string };
    readonly finish_reason: string;
  }[];
  readonly rookery: { readonly kind: string; readonly error?: { readonly code: string | null } };
}

/** The words and the end of a stream, as an SDK puts them together. */
async function streamed(response: Response): Promise<{ text: string; finish: unknown; errors: unknown[] }> {
  const events = (await response.text())
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)) as Record<string, unknown>);
  const choices = events.flatMap((event) => (event['choices'] ?? []) as Record<string, unknown>[]);
  return {
    text: choices.map(({ delta }) => (delta as { content?: string }).content ?? '').join(''),
    finish: choices.at(-1)?.['finish_reason'],
    errors: events.filter((event) => 'error' in event),
  };
}

describe('somebody in danger', () => {
  it.each(FAILURES)('is named who helps, whole and streamed, in spite of %s', async (_, script) => {
    front.script = script;
    const whole = await front.post({ messages: [user(DANGER)] });
    expect(whole.status).toBe(200);
    const { choices, rookery } = (await whole.json()) as Whole;
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(choices[0]?.message.content).toMatch(NOTICE);
    expect(choices[0]?.message.content).toContain(FIXED);
    expect(rookery).toMatchObject({ kind: 'notice', error: { code: expect.any(String) } });
    const { text, finish, errors } = await streamed(
      await front.post({ messages: [user(DANGER)], stream: true }),
    );
    expect(text).toBe(choices[0]?.message.content);
    expect({ finish, errors }).toEqual({ finish: 'stop', errors: [] });
  });

  it('is named who helps at once, while the agent says nothing', async () => {
    front.script = async function* (_, signal) {
      yield* [];
      await pause(60_000, undefined, { signal });
    };
    const leaving = new AbortController();
    const response = await front.post({ messages: [user(DANGER)], stream: true }, { signal: leaving.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes(': at work')) text += (await reader?.read())?.value ?? '';
    expect(text).toContain('Thank you for writing this.');
    leaving.abort();
  });

  it('is named who helps however wrong the request is', async () => {
    const wrong = [
      { n: 2 },
      { model: 5 },
      { rookery: { colour: 'red' } },
      { messages: [user(`${DANGER}. ${'x'.repeat(30_000)}`)] },
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: DANGER },
              { type: 'image_url', image_url: {} },
            ],
          },
        ],
      },
    ];
    for (const more of wrong) {
      const response = await front.post({ messages: [user(DANGER)], ...more });
      expect(response.status).toBe(200);
      expect(((await response.json()) as Whole).choices[0]?.message.content).toMatch(NOTICE);
    }
  });

  it('hears one notice, and the answer of the agent', async () => {
    front.script = async function* () {
      yield CRISIS;
      yield SESSION;
      yield piece('I hear you.');
      yield {
        $case: 'answer',
        value: FinalAnswer.fromPartial({ text: 'I hear you.', reason: AnswerReason.CRISIS }),
      };
    };
    const response = await front.post({ messages: [user(DANGER)], rookery: { locale: 'de-AT' } });
    const { choices, rookery } = (await response.json()) as Whole;
    const { content } = choices[0]?.message ?? { content: '' };
    expect(content).toMatch(/^Thank you for writing this\..*Telefonseelsorge \(AT\).*\n\nI hear you\.$/s);
    expect(content).not.toContain('You are not alone.');
    expect(rookery).toMatchObject({ kind: 'answer', crisis: true });
  });

  it('hears the words that stand in place of an answer behind what was said of it', async () => {
    front.script = failing(
      new RookeryError('UNAVAILABLE', 'broken off', { reason: 'MODEL_SERVER_FAILED' }),
      SESSION,
      piece('I hear'),
    );
    expect(await front.said({ messages: [user(DANGER)] })).toMatch(
      /\n\nI hear\n\nI am glad that you wrote this/,
    );
  });

  it('hears no notice again that it has before its eyes, when a client has changed the history', async () => {
    front.script = async function* () {
      yield CRISIS;
      yield SESSION;
      yield {
        $case: 'answer',
        value: FinalAnswer.fromPartial({ text: 'Stay with me.', reason: AnswerReason.CRISIS }),
      };
    };
    const history = [
      user('Changed by the client'),
      assistant('You are not alone.\n\nI hear you.'),
      user('She is here'),
    ];
    expect(await front.said({ messages: history })).toBe('Stay with me.');
  });
});

describe('what only may be danger', () => {
  const WORRY = "I can't go on like this";

  it('is left to the agent, which looks a second time', async () => {
    front.script = async function* () {
      yield SESSION;
      yield { $case: 'answer', value: FinalAnswer.fromPartial({ text: 'Rest.' }) };
    };
    expect(await front.said({ messages: [user(WORRY)] })).toBe('Rest.');
  });

  it.each(FAILURES)('is not left without a notice by %s', async (_, script) => {
    front.script = script;
    expect(await front.said({ messages: [user(WORRY)] })).toMatch(
      /^What you write sounds heavy\..*\n\nI am sorry, I cannot answer you at this moment/s,
    );
  });
});

describe('with nothing behind the chat service', () => {
  it('somebody in danger is named who helps', async () => {
    const alone = await AgentAndFront.start({ ROOKERY_CHAT_PATIENCE_MS: '1000' });
    // The tables are locked by somebody who never ends: to the service its database hangs.
    const lock = await alone.database.pool.connect();
    await lock.query('BEGIN; LOCK TABLE chat.conversation IN ACCESS EXCLUSIVE MODE');
    const hanging = alone.said({ messages: [user('Hello'), assistant('Hello'), user(DANGER)] });
    const response = await alone.post({ messages: [user(DANGER)], stream: true });
    expect((await response.body?.getReader().read())?.value).toBeDefined();
    expect(await hanging).toMatch(NOTICE);
    await lock.query('ROLLBACK');
    lock.release();
    await alone.database.pool.query('ALTER SCHEMA chat RENAME TO away');
    expect(await alone.said({ messages: [user(DANGER)] })).toMatch(NOTICE);
    await alone.database.pool.query('ALTER SCHEMA away RENAME TO chat');
    await alone.stopAgent();
    expect(await alone.said({ messages: [user(DANGER)] })).toMatch(NOTICE);
    expect((await alone.post({ messages: [user('How can I sleep?')] })).status).toBe(503);
    await alone.close();
  }, 60_000);
});
