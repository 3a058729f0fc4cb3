import { describe, expect, it } from '@jest/globals';
import type { MessageReading } from '@rookery/agent-prompts';
import type { Profile } from '@rookery/shared-scenario';
import { takeTurn, type AgentEvent, type Progress } from './take-turn.ts';
import { openConversation } from './conversation.ts';
import { type Message } from './message.ts';
import {
  NOTHING_SAID,
  ScriptedModel,
  SETTINGS,
  surroundingsOf,
  UNREADABLE,
} from './testing/scripted-model.ts';

const { signal } = new AbortController();

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

/** A conversation with a first message. */
function begun(text: string, known: Profile = {}): Progress {
  const conversation = openConversation({ ...SETTINGS, reading: 'model' }, known);
  return { conversation, pending: { kind: 'query', text }, answer: undefined, turns: [] };
}

/** The state after the reply `text` to the question about the age, which the model reads as `reading`. */
async function replied(text: string, reading: Partial<MessageReading> | 'unreadable', known: Profile = {}) {
  const model = new ScriptedModel();
  const { after: asking } = await step(begun('May I train twice a day?', known), model);
  expect(asking.conversation.open?.attribute).toBe('age');
  model.understand = () =>
    reading === 'unreadable' ? UNREADABLE : { readable: true, value: { ...NOTHING_SAID, ...reading } };
  const pending: Message = { kind: 'reply', text, number: 1 };
  const { events, after } = await step({ ...asking, pending }, model);
  return { events, after: after.conversation, record: after.turns.at(-1)?.message, model };
}

const kinds = (events: readonly AgentEvent[]) => events.map(({ kind }) => kind);

describe('a first message', () => {
  it('may hold facts, which are never asked for', async () => {
    const model = new ScriptedModel();
    model.understand = () => ({
      readable: true,
      value: { ...NOTHING_SAID, facts: [{ attribute: 'age', value: '34' }], language: 'en' },
    });
    const { after } = await step(begun("I'm 34. May I train?"), model);
    expect(after.conversation).toMatchObject({ known: { age: '34' }, asked: ['gender'] });
    expect(after.turns[0]?.message).toMatchObject({ reader: 'model', learned: ['age'], language: 'en' });
    expect(model.readMessages[0]).toMatchObject({ asked: undefined });
  });

  it('does not overrule what the caller knows', async () => {
    const model = new ScriptedModel();
    model.understand = () => ({
      readable: true,
      value: { ...NOTHING_SAID, facts: [{ attribute: 'age', value: '34' }] },
    });
    const { after } = await step(begun('I feel like 34', { age: '55+' }), model);
    expect(after.conversation.known).toEqual({ age: '55+' });
  });
});

describe('a reply', () => {
  it('may hold several facts, and correct an earlier one', async () => {
    const facts = [
      { attribute: 'age', value: '34' },
      { attribute: 'profession', value: 'nurse' },
      { attribute: 'gender', value: 'woman' },
    ] as const;
    const { after, record } = await replied(
      '34, a nurse; a woman by the way',
      { facts },
      { gender: 'Other' },
    );
    expect(after.known).toEqual({ age: '34', profession: 'nurse', gender: 'woman' });
    expect(record).toMatchObject({ learned: ['age', 'profession'], corrected: ['gender'] });
  });

  it('may decline', async () => {
    const { after, record } = await replied("I'd rather not say", { declined: true });
    expect(after).toMatchObject({ declined: ['age'], passedOver: [], known: {}, asked: ['age', 'gender'] });
    expect(record).toMatchObject({ declined: true });
  });

  it('may pass the question over: it is not asked again', async () => {
    const { after, record } = await replied('Can we just get on with it', {});
    expect(after).toMatchObject({ declined: [], passedOver: ['age'], asked: ['age', 'gender'] });
    expect(record).toMatchObject({ passedOver: true });
  });

  it('may ask why: the reason is given and the question put again, under its number', async () => {
    const { events, after } = await replied('Why do you want to know?', { asksWhy: true });
    expect(kinds(events)).toEqual(['kept', 'question']);
    expect(events.at(-1)).toMatchObject({
      number: 1,
      question: { attribute: 'age', text: 'Because. Well?' },
    });
    expect(after).toMatchObject({ asked: ['age'], declined: [], passedOver: [] });
  });

  it('may change the subject, with all that is known', async () => {
    const text = 'Never mind. May I fast?';
    const { after, record } = await replied(text, { newQuestion: 'May I fast?' }, { gender: 'Other' });
    expect(after).toMatchObject({ query: 'May I fast?', passedOver: ['age'], known: { gender: 'Other' } });
    expect(record).toMatchObject({ changedSubject: true });
  });

  it('may come to speak of what was declined before', async () => {
    const model = new ScriptedModel();
    let { after } = await step(begun('May I train?'), model);
    for (const reading of [{ declined: true }, { facts: [{ attribute: 'age', value: '34' }] as const }]) {
      model.understand = () => ({ readable: true, value: { ...NOTHING_SAID, ...reading } });
      ({ after } = await step({ ...after, pending: { kind: 'reply', text: 'x', number: undefined } }, model));
    }
    expect(after.conversation).toMatchObject({ declined: [], passedOver: ['gender'], known: { age: '34' } });
  });

  it.each([
    ['34', { known: { age: '34' } }],
    ['I’d rather not say.', { declined: ['age'] }],
    ['Das möchte ich nicht sagen', { declined: ['age'] }],
    ['none of your business', { declined: ['age'] }],
  ])('%j is read by rules when the model cannot be understood', async (text, expected) => {
    const { after, record, model } = await replied(text, 'unreadable');
    expect(after).toMatchObject(expected);
    expect(record).toMatchObject({ reader: 'rules' });
    expect(model.readMessages.filter(({ asked }) => asked !== undefined)).toHaveLength(2);
  });

  it('that asks why is understood without the model, too', async () => {
    const { events } = await replied('Why do you need that?', 'unreadable');
    expect(events.at(-1)).toMatchObject({ number: 1, question: { text: 'Because. Well?' } });
  });
});

describe('crisis first', () => {
  it('hears by meaning what no phrase says, unless a second look knows better', async () => {
    const lookByMeaning = async () => ({ level: 'concern', matches: ['en-meaning'] }) as const;
    const heard = async (look: 'none' | 'concern'): Promise<AgentEvent[]> => {
      const model = new ScriptedModel();
      model.look = () => ({ readable: true, value: look });
      const begins = begun('I washed and folded everything for them.');
      return Array.fromAsync(takeTurn(begins, surroundingsOf(model, { lookByMeaning }), signal));
    };
    expect(await heard('concern')).toContainEqual(
      expect.objectContaining({ kind: 'crisis', level: 'concern', matches: ['en-meaning'] }),
    );
    expect(kinds(await heard('none'))).not.toContain('crisis');
  });

  it('names somebody to turn to before anything else is done', async () => {
    const model = new ScriptedModel();
    const { events } = await step(begun('I want to kill myself'), model);
    expect(kinds(events).slice(0, 3)).toEqual(['crisis', 'kept', 'piece']);
    // The screen is certain: the model reads and answers, and is not asked what it thinks.
    expect(model.calls).toHaveLength(2);
  });

  it('goes on when keeping fails, and has named somebody before', async () => {
    const keep = () => Promise.reject(new Error('no database'));
    const running = takeTurn(begun('I want to die'), surroundingsOf(new ScriptedModel(), { keep }), signal);
    expect(await running.next()).toMatchObject({ value: { kind: 'crisis' } });
    await expect(running.next()).rejects.toThrow('no database');
  });

  it.each([
    ["I can't go on like this", 'none', []],
    ["I can't go on like this", 'concern', ['crisis']],
    ["I can't go on like this", 'unreadable', ['crisis']],
    ['I wrote my last letters', 'crisis', ['crisis']],
    ['I wrote a letter', 'none', []],
    ['I wrote a letter', 'concern', ['crisis']],
    ['I wrote a letter', 'unreadable', []],
  ] as const)('%j, with a second look that says %s', async (text, level, expected) => {
    const model = new ScriptedModel();
    model.look = () => (level === 'unreadable' ? UNREADABLE : { readable: true, value: level });
    const { events, after } = await step(begun(text), model);
    expect(kinds(events).filter((kind) => kind === 'crisis')).toEqual(expected);
    expect(after.turns[0]?.message?.secondLook).toBe(level);
  });

  it('does not fail with the model that looks', async () => {
    const model = new ScriptedModel();
    model.look = () => {
      throw new Error('down');
    };
    const { events } = await step(begun("I can't go on"), model);
    expect(kinds(events)).toEqual(['kept', 'crisis', 'question']);
  });
});

describe('a notice that waits for the second look', () => {
  const worried = "I can't go on like this";

  it('comes before the error when the message cannot be kept', async () => {
    const keep = () => Promise.reject(new Error('no database'));
    const running = takeTurn(begun(worried), surroundingsOf(doubting(), { keep }), signal);
    expect(await running.next()).toMatchObject({ value: { kind: 'crisis', level: 'concern' } });
    await expect(running.next()).rejects.toThrow('no database');
  });

  it('comes before the error when the message cannot be read', async () => {
    const model = doubting();
    model.understand = () => {
      throw new Error('filtered');
    };
    const running = takeTurn(begun(worried), surroundingsOf(model), signal);
    expect(await running.next()).toMatchObject({ value: { kind: 'kept' } });
    expect(await running.next()).toMatchObject({ value: { kind: 'crisis', level: 'concern' } });
    await expect(running.next()).rejects.toThrow('filtered');
  });

  it('comes when a reply fits no question', async () => {
    const reply: Message = { kind: 'reply', text: worried, number: undefined };
    const running = takeTurn({ ...begun(''), pending: reply }, surroundingsOf(doubting()), signal);
    expect(await running.next()).toMatchObject({ value: { kind: 'crisis', level: 'concern' } });
    await expect(running.next()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  /** A model that cannot take a second look. */
  function doubting(): ScriptedModel {
    const model = new ScriptedModel();
    model.look = () => {
      throw new Error('down');
    };
    return model;
  }
});

describe('the question why', () => {
  it.each(['model', 'literal'] as const)(
    'is never the fact that was asked for, with the reading %s',
    async (reading) => {
      const model = new ScriptedModel();
      const conversation = openConversation({ ...SETTINGS, reading }, {});
      const start = {
        conversation,
        pending: { kind: 'query', text: 'May I fast?' } as const,
        answer: undefined,
        turns: [],
      };
      const { after } = await step(start, model);
      for (const text of ['why?', 'Why do you ask?', '¿Por qué lo pregunta?', 'なぜですか？']) {
        const { events, after: put } = await step(
          { ...after, pending: { kind: 'reply', text, number: 1 } },
          model,
        );
        expect(events.at(-1)).toMatchObject({ number: 1, question: { text: 'Because. Well?' } });
        expect(put.conversation.known).toEqual({});
      }
      expect(model.readMessages.filter(({ asked }) => asked !== undefined)).toEqual([]);
    },
  );

  it('is no fact when a model takes it for one', async () => {
    const { after } = await replied('I am not sure. Why do you ask?', {
      asksWhy: true,
      facts: [{ attribute: 'age', value: 'Why do you ask?' }],
    });
    expect(after).toMatchObject({ known: {}, open: { attribute: 'age' } });
  });
});

describe('questions', () => {
  it('about what is sensitive say why', async () => {
    const model = new ScriptedModel();
    model.choose = () => ({
      readable: true,
      value: { attribute: 'past_self_harm_history', question: 'Did you?', why: 'To be careful.' },
    });
    const { events } = await step(begun('May I train?'), model);
    expect(events.at(-1)).toMatchObject({
      question: { text: 'Did you? To be careful.', why: 'To be careful.' },
    });
  });

  it('have a reason even when the model gives none', async () => {
    const model = new ScriptedModel();
    model.choose = () => ({ readable: true, value: { attribute: 'age', question: 'How old?', why: '' } });
    const { events } = await step(begun('May I train?'), model);
    expect(events.at(-1)).toMatchObject({
      question: { text: 'How old?', why: expect.stringMatching(/age/) },
    });
  });
});
