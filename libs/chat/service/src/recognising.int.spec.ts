import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FinalAnswer, Session, type ConverseRequest } from '@rookery/shared-contracts';
import { ATTRIBUTE_KEYS, type AttributeKey } from '@rookery/shared-scenario';
import { RookeryError } from '@rookery/shared-errors';
import {
  AgentAndFront,
  assistant,
  user,
  type Message,
  type Said,
  type Script,
} from './testing/agent-and-front.ts';

let front: AgentAndFront;
beforeAll(async () => {
  front = await AgentAndFront.start({ ROOKERY_CHAT_TASK_MODEL: 'small' });
}, 60_000);
afterAll(() => front.close(), 60_000);
afterEach(() => {
  front.tasks = [];
});

interface Held {
  readonly asked: AttributeKey[];
  readonly declined: string[];
  readonly budget: number;
  open: AttributeKey | undefined;
  answered: boolean;
}

/** An agent that asks for one attribute after the other, in their order, and counts what it does. */
class AskingAgent {
  readonly sessions = new Map<string, Held>();
  /** Attributes that a person was asked for, in order, as far as the front passed them on. */
  readonly script: Script;

  constructor() {
    this.script = (requests, signal) => this.#converse(requests, signal);
  }

  async *#converse(
    requests: AsyncIterable<ConverseRequest>,
    signal: AbortSignal,
  ): AsyncGenerator<Said, void> {
    const messages = requests[Symbol.asyncIterator]();
    const first = (await messages.next()).value as ConverseRequest;
    const [name, held] = this.#opened(first);
    yield { $case: 'session', value: Session.fromPartial({ name }) };
    for (;;) {
      const next = held.open ?? ATTRIBUTE_KEYS.find((key) => !held.asked.includes(key));
      if (
        held.answered ||
        (held.open === undefined && held.asked.length >= held.budget) ||
        next === undefined
      )
        break;
      if (held.open === undefined) held.asked.push(next);
      held.open = next;
      yield {
        $case: 'question',
        value: { attribute: next, text: `What about ${next}?`, number: held.asked.length, why: '' },
      };
      const step = await messages.next();
      if (step.done === true) {
        // A client that has left ends its messages too.
        await pause(20);
        if (signal.aborted) return;
        break;
      }
      const reply = step.value.event;
      if (reply?.$case === 'reply' && reply.value.answer?.$case === 'declined') held.declined.push(next);
      if (
        reply?.$case === 'reply' &&
        reply.value.answer?.$case === 'text' &&
        reply.value.answer.value.includes('rather not')
      )
        held.declined.push(next);
      held.open = undefined;
    }
    held.answered = true;
    yield {
      $case: 'answer',
      value: FinalAnswer.fromPartial({ text: `Answer after ${held.asked.length}.`, asked: held.asked }),
    };
  }

  #opened({ event }: ConverseRequest): [string, Held] {
    if (event?.$case === 'start') {
      const name = `sessions/${this.sessions.size}`;
      const held = {
        asked: [],
        declined: [],
        budget: event.value.maxQuestions ?? 5,
        open: undefined,
        answered: false,
      };
      this.sessions.set(name, held);
      return [name, held];
    }
    const name = event?.$case === 'resume' ? event.value.session : '';
    const held = this.sessions.get(name);
    if (held === undefined) throw new RookeryError('NOT_FOUND', 'gone', { reason: 'SESSION_NOT_FOUND' });
    return [name, held];
  }
}

const DECLINE = 'I would rather not say';

/** Declines every question, through a client that does `change` to each request. @returns what the assistant said */
async function declining(
  agent: AskingAgent,
  change: (
    messages: readonly Message[],
    turn: number,
  ) => { messages: readonly object[]; [more: string]: unknown },
  first = 'How can I sleep?',
): Promise<string[]> {
  front.script = agent.script;
  let messages: readonly Message[] = [user(first)];
  const said: string[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const text = await front.said({ ...change(messages, turn), rookery: { max_questions: 3 } });
    said.push(text);
    if (text.startsWith('Answer')) return said;
    messages = [...messages, assistant(text), user(DECLINE)];
  }
  return said;
}

const QUESTIONS = /^What about/;
const clock = (turn: number) => `The time is 10:4${turn}:07. Be brief.`;

describe('a conversation', () => {
  it.each<[string, (messages: readonly Message[], turn: number) => { messages: readonly object[] }]>([
    [
      'the time of day in its system prompt',
      (messages, turn) => ({ messages: [{ role: 'system', content: clock(turn) }, ...messages] }),
    ],
    [
      'another seed, user and temperature each time',
      (messages, turn) => ({ messages, seed: turn * 7, user: `u${turn}`, temperature: turn / 10 }),
    ],
    [
      'the time behind what was said last',
      (messages, turn) => ({
        messages: [
          ...messages.slice(0, -1),
          user(`${messages.at(-1)?.content}\n\n[Current time: 10:4${turn}]`),
        ],
      }),
    ],
    [
      'context before what was said last',
      (messages, turn) => ({
        messages: [
          ...messages.slice(0, -1),
          user(`<context>Fact ${turn}</context>\n\n${messages.at(-1)?.content}`),
        ],
      }),
    ],
    [
      'other white space',
      (messages) => ({ messages: messages.map(({ role, content }) => ({ role, content: ` ${content}\n` })) }),
    ],
    ['its beginning left out', (messages) => ({ messages: messages.slice(-3) })],
  ])('is one session, with %s', async (name, change) => {
    const agent = new AskingAgent();
    const said = await declining(agent, change, `How can I sleep, with ${name}?`);
    expect(said.filter((text) => QUESTIONS.test(text))).toHaveLength(3);
    expect(new Set(said).size).toBe(said.length);
    expect(said.at(-1)).toBe('Answer after 3.');
    expect(agent.sessions.size).toBe(1);
    expect([...agent.sessions.values()][0]?.declined).toHaveLength(3);
  });

  it.each<[string, (messages: readonly Message[], turn: number) => { messages: readonly object[] }]>([
    [
      'edits what was said before',
      (messages, turn) => ({
        messages: messages.map((message, index) =>
          index === 0 ? user(`${message.content} Please, ${turn} times.`) : message,
        ),
      }),
    ],
    [
      'leaves the first message out',
      (messages) => ({ messages: messages.length > 1 ? messages.slice(1) : messages }),
    ],
    [
      'adds words that nobody knows',
      (messages, turn) => ({
        messages: messages.map(({ role, content }) =>
          role === 'user' ? user(`${content} zz${turn}`) : assistant(content),
        ),
      }),
    ],
  ])('keeps to its budget and asks nothing twice when a client %s', async (name, change) => {
    const said = await declining(new AskingAgent(), change, `How can I rest when it ${name}?`);
    expect(said.filter((text) => QUESTIONS.test(text))).toHaveLength(3);
    expect(new Set(said).size).toBe(said.length);
    expect(said.at(-1)).toMatch(/^Answer/);
  });

  it('asks nothing again that was declined when a client goes back and regenerates', async () => {
    const agent = new AskingAgent();
    front.script = agent.script;
    const ask = (messages: readonly object[]) => front.said({ messages, rookery: { max_questions: 3 } });
    const start = [user('How can I regenerate?')];
    const one = await ask(start);
    const two = await ask([...start, assistant(one), user(DECLINE)]);
    const three = await ask([...start, assistant(one), user(DECLINE), assistant(two), user(DECLINE)]);
    // Regenerated twice at the second question: what was asked after it is left out of the history.
    const again = await ask([...start, assistant(one), user(DECLINE)]);
    expect([one, two, three]).not.toContain(again);
    const onceMore = await ask([...start, assistant(one), user(DECLINE)]);
    expect([one, two, three]).not.toContain(onceMore);
  });
});

describe('what is no conversation', () => {
  const TITLE = `### Task:\nGenerate a concise, 3-5 word title summarizing the chat history.\n### Output:\nJSON format: { "title": "x" }\n<chat_history>\nUSER: I want to kill myself tonight\n</chat_history>`;

  it('is done by the model, without an agent, a question or a notice', async () => {
    front.script = async function* () {
      yield* [];
      throw new RookeryError('INTERNAL', 'the agent was asked');
    };
    const response_format = {
      type: 'json_schema',
      json_schema: { name: 'title', schema: { type: 'object' } },
    };
    const said = await front.said({ messages: [user(TITLE)], max_tokens: 50, response_format });
    expect(said).toBe('Sleep');
    expect(front.tasks).toMatchObject([
      {
        model: 'small',
        maxOutputTokens: 50,
        responseSchema: '{"type":"object"}',
        messages: [{ content: TITLE }],
      },
    ]);
    const stream = await (await front.post({ messages: [user(TITLE)], stream: true })).text();
    expect(stream).toContain('"content":"Sleep"');
    expect(stream).toContain('"kind":"task"');
  });

  it('is what the application says', async () => {
    front.script = new AskingAgent().script;
    expect(await front.said({ messages: [user('Three words for snow')], rookery: { task: true } })).toBe(
      'Sleep',
    );
    expect(await front.said({ messages: [user(TITLE)], rookery: { task: false } })).toContain('What about');
  });
});

it('passes the limit of an answer on, and says when it was cut', async () => {
  let limit: unknown;
  front.script = async function* (requests) {
    const first = (await requests[Symbol.asyncIterator]().next()).value as ConverseRequest;
    limit = first.event?.$case === 'start' ? first.event.value.maxOutputTokens : undefined;
    yield { $case: 'answer', value: FinalAnswer.fromPartial({ text: 'Rest a', state: 2 }) };
  };
  const response = await front.post({ messages: [user('How?')], max_tokens: 12 });
  expect(await response.json()).toMatchObject({ choices: [{ finish_reason: 'length' }] });
  expect(limit).toBe(12);
});
