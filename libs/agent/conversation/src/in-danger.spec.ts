import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { fixedAnswer } from '@rookery/agent-crisis';
import { openConversation } from './conversation.ts';
import type { Message } from './message.ts';
import { takeTurn, type AgentEvent, type Progress } from './take-turn.ts';
import {
  NOTHING_SAID,
  ScriptedModel,
  SETTINGS,
  surroundingsOf,
  UNREADABLE,
} from './testing/scripted-model.ts';

const { signal } = new AbortController();
const DANGER = 'I want to kill myself tonight';
const FIXED = fixedAnswer({ matches: ['en-end-life'] }, undefined);

afterEach(() => void jest.useRealTimers());

async function step(
  progress: Progress,
  model: ScriptedModel,
): Promise<{ events: AgentEvent[]; after: Progress }> {
  const events: AgentEvent[] = [];
  const running = takeTurn(progress, surroundingsOf(model), signal);
  for (let next = await running.next(); ; next = await running.next()) {
    if (next.done === true) return { events, after: next.value };
    events.push(next.value);
  }
}

function begun(text: string, settings: object = {}): Progress {
  const conversation = openConversation({ ...SETTINGS, reading: 'model', ...settings }, {});
  return { conversation, pending: { kind: 'query', text }, answer: undefined, turns: [] };
}

const kinds = (events: readonly AgentEvent[]) => events.map(({ kind }) => kind);
const answerOf = (events: readonly AgentEvent[]) =>
  events.flatMap((event) => (event.kind === 'answer' ? [event.answer] : []))[0];
const piecesOf = (events: readonly AgentEvent[]) =>
  events.flatMap((event) => (event.kind === 'piece' ? [event.text] : [])).join('');

const failing = (...before: string[]) =>
  async function* (): AsyncGenerator<string> {
    yield* before;
    throw new Error('402');
  };

describe('a first message that speaks of danger', () => {
  it.each(['model', 'literal'])('is answered, and nothing is asked, with the reading %s', async (reading) => {
    const model = new ScriptedModel();
    const { events, after } = await step(begun(DANGER, { reading }), model);
    expect(kinds(events)).toEqual(['crisis', 'kept', 'piece', 'piece', 'answer']);
    expect(answerOf(events)).toMatchObject({ text: 'I hear you.', reason: 'crisis' });
    expect(model.inDanger).toEqual([{ danger: DANGER, query: DANGER, known: {} }]);
    expect(after.conversation).toMatchObject({ asked: [], open: undefined, danger: DANGER });
  });

  it.each([
    ['fails at once', failing(), FIXED],
    ['breaks off', failing('I hear', ' you'), `I hear you\n\n${FIXED}`],
    [
      'says nothing',
      async function* (): AsyncGenerator<string> {
        yield ' ';
      },
      FIXED,
    ],
  ] as const)('is answered when the model %s', async (_, comfort, text) => {
    const model = new ScriptedModel();
    model.comfort = comfort;
    const { events } = await step(begun(DANGER), model);
    expect(answerOf(events)).toMatchObject({ text, reason: 'crisis', sent: undefined });
    expect(piecesOf(events)).toBe(text);
  });

  it('is answered when the model is silent, or cannot read it', async () => {
    jest.useFakeTimers();
    const model = new ScriptedModel();
    model.understand = () => {
      throw new Error('filtered');
    };
    model.comfort = async function* (): AsyncGenerator<string> {
      yield 'I hear';
      await new Promise((_, reject) =>
        model.calls.at(-1)?.signal.addEventListener('abort', () => reject(new Error('stopped'))),
      );
    };
    const running = step(begun(DANGER), model);
    await jest.advanceTimersByTimeAsync(25_000);
    expect(answerOf((await running).events)?.text).toBe(`I hear\n\n${FIXED}`);
  });

  it('is answered as a whole where the answer is wanted so', async () => {
    const { events } = await step(begun(DANGER, { wholeAnswer: true }), new ScriptedModel());
    expect(kinds(events)).toEqual(['crisis', 'kept', 'answer']);
  });

  it('is answered in its language where no model works', async () => {
    const model = new ScriptedModel();
    model.comfort = failing();
    const { events } = await step(begun('Ich will mich umbringen'), model);
    expect(answerOf(events)?.text).toBe(fixedAnswer({ matches: ['de-end-life'] }, undefined));
  });
});

describe('a reply that speaks of danger', () => {
  it('ends the questions, is read for its facts, and is answered beside the matter', async () => {
    const model = new ScriptedModel();
    const { after: asking } = await step(begun('May I fast?'), model);
    model.understand = () => ({
      readable: true,
      value: { ...NOTHING_SAID, facts: [{ attribute: 'gender', value: 'woman' }] },
    });
    const { events, after } = await step(
      { ...asking, pending: { kind: 'reply', text: DANGER, number: 1 } },
      model,
    );
    expect(kinds(events)).toEqual(['crisis', 'kept', 'piece', 'piece', 'answer']);
    expect(model.inDanger).toEqual([{ danger: DANGER, query: 'May I fast?', known: { gender: 'woman' } }]);
    expect(after.conversation).toMatchObject({ asked: ['age'], passedOver: ['age'], open: undefined });
  });

  it('is answered when only the model saw the danger', async () => {
    const model = new ScriptedModel();
    model.look = () => ({ readable: true, value: 'crisis' });
    const { events } = await step(begun('I wrote my last letters'), model);
    expect(kinds(events)).toEqual(['kept', 'crisis', 'piece', 'piece', 'answer']);
  });

  it('is answered, and not asked on, when the agent was killed in between', async () => {
    const { after } = await step(begun(DANGER), new ScriptedModel());
    const { events } = await step({ ...after, answer: undefined }, new ScriptedModel());
    expect(kinds(events)).toEqual(['piece', 'piece', 'answer']);
  });
});

describe('after danger', () => {
  async function next(text: string, model = new ScriptedModel()) {
    const { after } = await step(begun(DANGER), new ScriptedModel());
    return step({ ...after, pending: { kind: 'query', text } }, model);
  }

  it.each(['How can I sleep?', 'Yes', 'ok', 'I am safe now'])(
    'nothing is asked by itself: %j',
    async (text) => {
      const model = new ScriptedModel();
      const { events } = await next(text, model);
      expect(answerOf(events)).toMatchObject({ reason: 'crisis' });
      expect(model.inDanger).toMatchObject([{ danger: DANGER, query: text }]);
    },
  );

  it('the person may want to be asked: the matter is the one of before', async () => {
    const { events, after } = await next('Yes, please go on.');
    expect(events.at(-1)).toMatchObject({ kind: 'question', number: 1 });
    expect(after.conversation).toMatchObject({ query: DANGER, danger: undefined });
  });

  it('the person may say so in words that only a model reads', async () => {
    const model = new ScriptedModel();
    model.understand = () => ({ readable: true, value: { ...NOTHING_SAID, wantsQuestions: true } });
    const text = 'It would help me if you asked me things. How can I tell my sister?';
    const { events, after } = await next(text, model);
    expect(kinds(events)).toEqual(['kept', 'question']);
    expect(after.conversation).toMatchObject({ query: text, danger: undefined });
  });

  it('danger again is danger again', async () => {
    const { events, after } = await next('I really want to die');
    expect(kinds(events)).toEqual(['crisis', 'kept', 'piece', 'piece', 'answer']);
    expect(after.conversation.danger).toBe('I really want to die');
  });
});

it('a mere concern names somebody to turn to, and the conversation goes on', async () => {
  const model = new ScriptedModel();
  model.look = () => UNREADABLE;
  const message: Message = { kind: 'query', text: "I can't go on like this" };
  const { events } = await step({ ...begun(''), pending: message }, model);
  expect(kinds(events)).toEqual(['kept', 'crisis', 'question']);
});
