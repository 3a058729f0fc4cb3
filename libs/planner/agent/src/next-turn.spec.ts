import { describe, expect, it } from '@jest/globals';
import type { ModelCall, ModelCalls } from '@rookery/planner-models';
import type { AcquireAnswer, AcquireInput, Reading } from '@rookery/planner-prompts';
import { ATTRIBUTE_KEYS, type AttributeKey, type Profile } from '@rookery/shared-scenario';
import fc from 'fast-check';
import {
  close,
  hear,
  nextTurn,
  openConversation,
  type Conversation,
  type Reply,
  type Turn,
} from './index.ts';

const { signal } = new AbortController();
const UNREADABLE = { readable: false, reason: 'no_answer' } as const;

/** A model that says what the test tells it to, and remembers what it was asked. */
class ScriptedModel implements ModelCalls {
  readonly calls: ModelCall[] = [];
  readonly acquired: AcquireInput[] = [];
  readonly answered: Profile[] = [];
  completenessOf: (known: Profile) => Reading<number> = () => ({ readable: true, value: 0 });
  choose: (input: AcquireInput) => Reading<AcquireAnswer> = ({ candidates }) => ({
    readable: true,
    value: { attribute: candidates[0] ?? 'age', question: 'Well?' },
  });
  write: (known: Profile) => string = () => 'Take care.';

  async answer(_query: string, known: Profile, call: ModelCall): Promise<string> {
    this.calls.push(call);
    this.answered.push(known);
    return this.write(known);
  }
  rank(): Promise<Reading<AttributeKey[]>> {
    throw new Error('the agent does not rank');
  }
  async acquire(input: AcquireInput, call: ModelCall): Promise<Reading<AcquireAnswer>> {
    this.calls.push(call);
    this.acquired.push(input);
    return this.choose(input);
  }
  async completeness({ known }: { known: Profile }, call: ModelCall): Promise<Reading<number>> {
    this.calls.push(call);
    return this.completenessOf(known);
  }
}

const SETTINGS = {
  id: 'c1',
  query: 'May I train twice a day?',
  model: 'sim/gpt-4o',
  seed: 7,
  maxQuestions: 3,
  completenessThreshold: 4,
  examples: [],
};

async function hold(
  start: Conversation,
  models: ModelCalls,
  replyTo: (a: AttributeKey) => Reply,
): Promise<Turn[]> {
  const turns: Turn[] = [];
  let conversation = start;
  for (;;) {
    const turn = await nextTurn(conversation, models, signal);
    turns.push(turn);
    if (turn.kind === 'answer') return turns;
    conversation = hear(turn.conversation, replyTo(turn.attribute));
  }
}

describe('nextTurn', () => {
  it('asks until enough is known and answers with all of it', async () => {
    const model = new ScriptedModel();
    model.completenessOf = (known) => ({ readable: true, value: known.gender === undefined ? 3.9 : 4 });
    const turns = await hold(openConversation(SETTINGS, {}), model, () => ({ kind: 'text', text: ' mine ' }));
    expect(turns.at(-1)).toMatchObject({ kind: 'answer', reason: 'sufficient', text: 'Take care.' });
    expect(turns.at(-1)?.conversation).toMatchObject({ asked: ['age', 'gender'], declined: [] });
    expect(model.answered).toEqual([{ age: 'mine', gender: 'mine' }]);
  });

  it('stops at the budget without another decision', async () => {
    const model = new ScriptedModel();
    const turns = await hold(openConversation(SETTINGS, {}), model, () => ({ kind: 'text', text: 'x' }));
    expect(turns.at(-1)).toMatchObject({ kind: 'answer', reason: 'budget' });
    expect(model.calls).toHaveLength(3 * 2 + 1);
  });

  it('answers at once when it may not ask', async () => {
    const model = new ScriptedModel();
    const turns = await hold(openConversation({ ...SETTINGS, maxQuestions: 0 }, {}), model, () => ({
      kind: 'declined',
    }));
    expect(turns).toHaveLength(1);
    expect(model.calls).toHaveLength(1);
  });

  it('answers with what is known when the person leaves off', async () => {
    const model = new ScriptedModel();
    const question = await nextTurn(openConversation(SETTINGS, { gender: 'Other' }), model, signal);
    const turn = await nextTurn(close(question.conversation), model, signal);
    expect(turn).toMatchObject({ kind: 'answer', reason: 'closed' });
    expect(model.answered).toEqual([{ gender: 'Other' }]);
  });

  it('asks an unreadable decision again once, then takes it for "not enough"', async () => {
    const model = new ScriptedModel();
    model.completenessOf = () => UNREADABLE;
    const turns = await hold(openConversation(SETTINGS, {}), model, () => ({ kind: 'text', text: 'x' }));
    expect(turns.at(-1)).toMatchObject({ reason: 'budget' });
    expect(model.calls).toHaveLength(3 * (2 + 1) + 1);
    expect(new Set(model.calls.map(({ id }) => id)).size).toBe(model.calls.length);
    expect(new Set(model.calls.map(({ seed }) => seed)).size).toBe(model.calls.length);
  });

  it('falls back on the best planned path, then on the telling attributes', async () => {
    const model = new ScriptedModel();
    model.choose = () => UNREADABLE;
    const examples = [{ query: 'q', attributes: ['age', 'profession'] as const }];
    const start = openConversation({ ...SETTINGS, examples }, { age: '55+' });
    const turns = await hold(start, model, () => ({ kind: 'declined' }));
    expect(turns.at(-1)?.conversation.asked).toEqual([
      'profession',
      'emotional_state',
      'mental_health_status',
    ]);
    expect(model.acquired).toHaveLength(3 * 2);
  });

  it('asks for an answer again when it was empty, and fails when it stays so', async () => {
    const model = new ScriptedModel();
    model.write = () => (model.answered.length === 1 ? ' ' : 'Take care.');
    const closed = close(openConversation(SETTINGS, {}));
    expect(await nextTurn(closed, model, signal)).toMatchObject({ text: 'Take care.' });
    model.write = () => '';
    await expect(nextTurn(closed, model, signal)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('takes no call as the same when anything it depends on differs', async () => {
    const model = new ScriptedModel();
    const one = openConversation(SETTINGS, {});
    await nextTurn(one, model, signal);
    await nextTurn(openConversation(SETTINGS, {}), model, signal);
    await nextTurn(openConversation({ ...SETTINGS, query: 'Another?' }, {}), model, signal);
    const [first, , again, , other] = model.calls.map(({ id }) => id);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('never asks twice, never asks what is known or declined, and ends', async () => {
    const anyAttributes = fc.uniqueArray(fc.constantFrom(...ATTRIBUTE_KEYS));
    await fc.assert(
      fc.asyncProperty(
        anyAttributes,
        anyAttributes,
        fc.nat(12),
        fc.array(fc.nat(9), { minLength: 1 }),
        async (knownKeys, shy, maxQuestions, picks) => {
          const model = new ScriptedModel();
          model.choose = ({ candidates }) => {
            const pick = picks[model.acquired.length % picks.length] ?? 0;
            const attribute = candidates[pick % candidates.length] ?? 'age';
            return pick === 9 ? UNREADABLE : { readable: true, value: { attribute, question: 'Well?' } };
          };
          const known = Object.fromEntries(knownKeys.map((key) => [key, 'x']));
          const start = openConversation({ ...SETTINGS, maxQuestions }, known);
          const turns = await hold(start, model, (attribute) =>
            shy.includes(attribute) ? { kind: 'declined' } : { kind: 'text', text: 'x' },
          );
          const { asked, declined, known: learned } = turns.at(-1)?.conversation ?? start;
          expect(new Set(asked).size).toBe(asked.length);
          expect(asked.filter((key) => knownKeys.includes(key))).toEqual([]);
          expect(asked.length).toBe(Math.min(maxQuestions, ATTRIBUTE_KEYS.length - knownKeys.length));
          expect(declined).toEqual(asked.filter((key) => shy.includes(key)));
          expect(declined.filter((key) => learned[key] !== undefined)).toEqual([]);
        },
      ),
    );
  });
});

describe('hear', () => {
  it('takes a reply without words for a decline', async () => {
    const { conversation } = await nextTurn(openConversation(SETTINGS, {}), new ScriptedModel(), signal);
    expect(hear(conversation, { kind: 'text', text: '  ' })).toMatchObject({ declined: ['age'], known: {} });
  });

  it('refuses a reply to nothing', () => {
    expect(() => hear(openConversation(SETTINGS, {}), { kind: 'declined' })).toThrow(/no question is open/);
  });
});
