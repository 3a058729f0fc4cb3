import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS, PATH_USES, type AttributeKey, type Profile } from '@rookery/shared-scenario';
import fc from 'fast-check';
import { takeTurn, type AgentEvent, type Progress } from './take-turn.ts';
import { openConversation } from './conversation.ts';
import { type Message } from './message.ts';
import { ScriptedModel, SETTINGS, surroundingsOf, UNREADABLE } from './testing/scripted-model.ts';

const { signal } = new AbortController();
const QUERY: Message = { kind: 'query', text: 'May I train twice a day?' };

function begun(settings: object = {}, known: Profile = {}, first: Message = QUERY): Progress {
  const conversation = openConversation({ ...SETTINGS, ...settings }, known);
  return { conversation, pending: first, answer: undefined, turns: [] };
}

/** Runs one step of a conversation. */
async function step(
  progress: Progress,
  model: ScriptedModel,
  extra: Parameters<typeof surroundingsOf>[1] = {},
): Promise<{ events: AgentEvent[]; after: Progress }> {
  const events: AgentEvent[] = [];
  const running = takeTurn(progress, surroundingsOf(model, extra), signal);
  for (let next = await running.next(); ; next = await running.next()) {
    if (next.done === true) return { events, after: next.value };
    events.push(next.value);
  }
}

type Replying = (attribute: AttributeKey) => Message;
const said = (text: string): Message => ({ kind: 'reply', text, number: undefined });
const DECLINED: Message = { kind: 'declined', number: undefined };

/** Holds a conversation to its answer. */
async function hold(
  start: Progress,
  model: ScriptedModel,
  replyTo: Replying,
  extra: Parameters<typeof surroundingsOf>[1] = {},
): Promise<{ events: AgentEvent[]; after: Progress }> {
  const all: AgentEvent[] = [];
  for (let progress = start; ;) {
    const { events, after } = await step(progress, model, extra);
    all.push(...events);
    const { open } = after.conversation;
    if (open === undefined) return { events: all, after };
    progress = { ...after, pending: replyTo(open.attribute) };
  }
}

describe('a conversation with literal reading', () => {
  it('asks until enough is known and answers with all of it', async () => {
    const model = new ScriptedModel();
    model.completenessOf = (known) => ({ readable: true, value: known.gender === undefined ? 3.9 : 4 });
    const { events, after } = await hold(begun(), model, () => said(' mine '));
    expect(events.at(-1)).toMatchObject({ answer: { reason: 'sufficient', text: 'Take care.' } });
    expect(after.conversation).toMatchObject({ asked: ['age', 'gender'], declined: [], passedOver: [] });
    expect(model.answered).toEqual([{ age: 'mine', gender: 'mine' }]);
  });

  it('streams the answer, and not where it is wanted whole', async () => {
    const pieces = async (wholeAnswer: boolean) => {
      const { events } = await step(begun({ maxQuestions: 0, wholeAnswer }), new ScriptedModel());
      return events.flatMap((event) => (event.kind === 'piece' ? event.text : []));
    };
    expect((await pieces(false)).join('')).toBe('Take care.');
    expect((await pieces(false)).length).toBeGreaterThan(1);
    expect(await pieces(true)).toEqual([]);
  });

  it('stops at the budget without another decision', async () => {
    const model = new ScriptedModel();
    const { events } = await hold(begun(), model, () => said('x'));
    expect(events.at(-1)).toMatchObject({ answer: { reason: 'budget' } });
    expect(model.calls).toHaveLength(3 * 2 + 1);
  });

  it('answers at once when it may not ask', async () => {
    const model = new ScriptedModel();
    const { events } = await step(begun({ maxQuestions: 0 }), model);
    expect(events.at(-1)).toMatchObject({ kind: 'answer', answer: { reason: 'budget' } });
    expect(model.calls).toHaveLength(1);
  });

  it('answers with what is known when the person leaves off', async () => {
    const model = new ScriptedModel();
    const { events, after } = await hold(begun({}, { gender: 'Other' }), model, () => ({ kind: 'closed' }));
    expect(events.at(-1)).toMatchObject({ answer: { reason: 'closed' } });
    expect(after.conversation).toMatchObject({ asked: ['age'], declined: [] });
    expect(model.answered).toEqual([{ gender: 'Other' }]);
  });

  it('keeps that it was closed with the answer alone, because a lost stream ends like a closed one', async () => {
    const model = new ScriptedModel();
    const { after: asking } = await step(begun(), model);
    const kept: Progress[] = [];
    const keep = async (progress: Progress) => void kept.push(progress);
    await step({ ...asking, pending: { kind: 'closed' } }, model, { keep });
    expect(kept).toMatchObject([{ answer: { reason: 'closed' }, pending: undefined }]);
  });

  it('takes a reply without words for a decline', async () => {
    const { after } = await hold(begun({ maxQuestions: 1 }), new ScriptedModel(), () => said('  '));
    expect(after.conversation).toMatchObject({ declined: ['age'], known: {} });
  });

  it('asks for an answer again when it was empty, and fails when it stays so', async () => {
    const model = new ScriptedModel();
    model.write = () => (model.answered.length === 1 ? ' ' : 'Take care.');
    const { events } = await step(begun({ maxQuestions: 0 }), model);
    expect(events.filter(({ kind }) => kind === 'piece')[0]).not.toMatchObject({ text: ' ' });
    model.write = () => '';
    await expect(step(begun({ maxQuestions: 0 }), model)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('takes no call as the same when anything it depends on differs', async () => {
    const model = new ScriptedModel();
    await step(begun(), model);
    await step(begun(), model);
    await step(begun({}, {}, { kind: 'query', text: 'Another?' }), model);
    const [first, , again, , other] = model.calls.map(({ id }) => id);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('refuses a reply to nothing, and one to a question that was never asked, before it is kept', async () => {
    const kept: Progress[] = [];
    const keep = async (progress: Progress) => void kept.push(progress);
    const model = new ScriptedModel();
    await expect(step(begun({}, {}, DECLINED), model, { keep })).rejects.toThrow(/no question is open/);
    const { after } = await step(begun(), model);
    const reply: Message = { kind: 'reply', text: 'x', number: 2 };
    await expect(step({ ...after, pending: reply }, model, { keep })).rejects.toThrow(
      /question_number: is 2/,
    );
    expect(kept).toEqual([]);
  });

  it('puts the open question again after a reply to an earlier one', async () => {
    const model = new ScriptedModel();
    const first = await step(begun(), model);
    const second = await step({ ...first.after, pending: said('x') }, model);
    const late: Message = { kind: 'reply', text: 'x again', number: 1 };
    const { events, after } = await step({ ...second.after, pending: late }, model);
    expect(events.at(-1)).toEqual(second.events.at(-1));
    expect(after.conversation).toEqual(second.after.conversation);
  });
});

describe('an interrupted conversation', () => {
  it('goes on from what was kept last, wherever it broke off', async () => {
    const model = new ScriptedModel();
    const kept: Progress[] = [begun()];
    const keep = async (progress: Progress) => {
      // What is kept goes through a database.
      kept.push(JSON.parse(JSON.stringify(progress)) as Progress);
    };
    const whole = await hold(begun(), model, (attribute) => said(`my ${attribute}`), { keep });
    for (const progress of kept.slice(1)) {
      const resumed = await hold(progress, model, (attribute) => said(`my ${attribute}`));
      expect(resumed.after.conversation).toMatchObject({
        asked: whole.after.conversation.asked,
        known: whole.after.conversation.known,
      });
      const replied = progress.conversation.asked.filter(
        (key) => progress.conversation.known[key] !== undefined,
      );
      const questions = resumed.events.flatMap((event) =>
        event.kind === 'question' ? event.question.attribute : [],
      );
      expect(questions.filter((key) => replied.includes(key))).toEqual([]);
    }
    expect(kept.length).toBeGreaterThan(8);
  });

  it('gives the answer again without asking the model', async () => {
    const model = new ScriptedModel();
    const { after } = await step(begun({ maxQuestions: 0 }), model);
    const { events } = await step(after, model);
    expect(events).toEqual([{ kind: 'answer', answer: after.answer, firstPieceMs: 0 }]);
    expect(model.calls).toHaveLength(1);
  });

  it('keeps a question before it is put, and an answer before it is given', async () => {
    const order: string[] = [];
    const keep = async ({ pending, answer, conversation }: Progress) => {
      const what = pending?.kind ?? answer?.reason ?? conversation.open?.attribute ?? 'understood';
      order.push(`kept ${what}`);
    };
    const model = new ScriptedModel();
    for (let progress = begun({ maxQuestions: 1 }); ;) {
      const running = takeTurn(progress, surroundingsOf(model, { keep }), signal);
      let next = await running.next();
      for (; next.done !== true; next = await running.next()) order.push(next.value.kind);
      if (next.value.answer !== undefined) break;
      progress = { ...next.value, pending: said('x') };
    }
    expect(order.filter((what) => what !== 'piece')).toEqual([
      ...['kept query', 'kept', 'kept understood', 'kept age', 'question'],
      ...['kept reply', 'kept', 'kept understood', 'kept budget', 'answer'],
    ]);
  });

  it('begins a new matter after an answer, with all that is known and a new budget', async () => {
    const model = new ScriptedModel();
    const { after } = await hold(begun({ maxQuestions: 1 }), model, () => said('34'));
    const next: Message = { kind: 'query', text: 'And may I fast?' };
    const { after: second } = await hold({ ...after, pending: next }, model, () => DECLINED);
    expect(second.conversation).toMatchObject({
      query: 'And may I fast?',
      known: { age: '34' },
      asked: ['age', 'gender'],
      declined: ['gender'],
    });
  });
});

describe('decisions that cannot be understood', () => {
  it.each(['basic', 'binary', 'scale', 'calibrated'] as const)(
    '%s: are asked once more, then count as "not enough"',
    async (form) => {
      const model = new ScriptedModel();
      model.completenessOf = () => UNREADABLE;
      model.sufficientFor = () => UNREADABLE;
      model.next = () => UNREADABLE;
      const { events, after } = await hold(begun({ abstention: { form, threshold: 4 } }), model, () =>
        said('x'),
      );
      expect(events.at(-1)).toMatchObject({ answer: { reason: 'budget' } });
      expect(model.calls).toHaveLength(3 * (2 + 1) + 1);
      expect(new Set(model.calls.map(({ id }) => id)).size).toBe(model.calls.length);
      expect(new Set(model.calls.map(({ seed }) => seed)).size).toBe(model.calls.length);
      expect(after.turns.slice(0, 3).every(({ stop }) => stop?.unreadable)).toBe(true);
    },
  );
});

const PATH = {
  name: 'libraries/l/paths/p',
  query: 'q',
  similarity: 0.8,
  startValue: 3,
  attributes: ['age', 'profession'] as const,
  values: [3.5, 3.6],
};

describe('planned paths', () => {
  const paths = [PATH];

  it('are shown to the model as examples', async () => {
    const model = new ScriptedModel();
    const { after } = await step(begun(), model, { paths });
    expect(model.acquired[0]).toMatchObject({ candidates: ATTRIBUTE_KEYS, examples: [{ query: 'q' }] });
    expect(after.turns[0]).toMatchObject({ source: 'model', paths: [{ name: PATH.name }] });
  });

  it('are followed, the model only wording the question', async () => {
    const model = new ScriptedModel();
    const start = begun({ pathUse: 'follow', maxQuestions: 3 }, { age: '55+' });
    const { after } = await hold(start, model, () => said('x'), { paths });
    expect(after.conversation.asked).toEqual(['profession', 'gender', 'marital_status']);
    expect(model.acquired[0]).toMatchObject({ candidates: ['profession'] });
    expect(after.turns.map(({ source }) => source)).toEqual(['path', 'model', 'model', undefined]);
  });

  it('choose when the model cannot be understood, then what tells most', async () => {
    const model = new ScriptedModel();
    model.choose = () => UNREADABLE;
    const { after } = await hold(begun({}, { age: '55+' }), model, () => DECLINED, { paths });
    expect(after.conversation.asked).toEqual(['profession', 'emotional_state', 'mental_health_status']);
    expect(model.acquired).toHaveLength(3 * 2);
  });
});

describe('what decides without the model', () => {
  const path = (name: string, similarity: number, ...attributes: AttributeKey[]) => ({
    ...PATH,
    name,
    similarity,
    attributes,
  });

  it('vote: the step that most similarity stands for; of equals that of the better path', async () => {
    const paths = [path('a', 0.6, 'age'), path('b', 0.35, 'gender'), path('c', 0.3, 'age', 'gender')];
    const model = new ScriptedModel();
    const { after } = await hold(begun({ pathUse: 'vote', maxQuestions: 2 }), model, () => said('x'), {
      paths,
    });
    expect(after.conversation.asked).toEqual(['age', 'gender']);
    expect(after.turns.map(({ source }) => source)).toEqual(['path', 'path', undefined]);
    expect(model.acquired.map(({ candidates }) => candidates)).toEqual([['age'], ['gender']]);
    const even = [path('a', 0.5, 'profession'), path('b', 0.25, 'gender'), path('c', 0.25, 'gender')];
    const { after: next } = await step(begun({ pathUse: 'vote' }), model, { paths: even });
    expect(next.turns[0]).toMatchObject({ asked: 'profession' });
  });

  it('lessons: what the library expects to gain most, given what is known; the model by itself while it has learned nothing', async () => {
    const seen: Profile[] = [];
    const expectGains = async ({ known }: { known: Profile }, candidates: readonly AttributeKey[]) => {
      seen.push(known);
      return new Map(candidates.map((key) => [key, key === 'economic_status' ? 0.4 : -0.1]));
    };
    const settings = { pathUse: 'lessons', maxQuestions: 2 };
    const model = new ScriptedModel();
    const { after } = await hold(begun(settings), model, () => said('x'), { paths: [PATH], expectGains });
    expect(after.conversation.asked).toEqual(['economic_status', 'age']);
    expect(after.turns[0]).toMatchObject({ source: 'lessons', asked: 'economic_status' });
    expect(seen).toEqual([{}, { economic_status: 'x' }]);
    const { after: untaught } = await step(begun(settings), model, { paths: [PATH] });
    expect(untaught.turns[0]).toMatchObject({ source: 'model' });
    expect(model.acquired.at(-1)?.examples).toEqual([]);
    const { after: alone } = await step(begun(settings), model);
    expect(alone.turns[0]).toMatchObject({ source: 'model' });
  });

  it('static: the most telling first, whatever the library says', async () => {
    const settings = { pathUse: 'static', maxQuestions: 3 };
    const known = { mental_health_status: 'None' };
    const { after } = await hold(begun(settings, known), new ScriptedModel(), () => said('x'), {
      paths: [PATH],
    });
    expect(after.conversation.asked).toEqual(['emotional_state', 'past_self_harm_history', 'health_status']);
    expect(after.turns[0]).toMatchObject({ source: 'static' });
  });
});

describe('planning anew', () => {
  const planned = { ...PATH, name: '', attributes: ['gender', 'profession'] as const };

  it('is followed before what was found, at every question', async () => {
    const model = new ScriptedModel();
    const candidatesSeen: number[] = [];
    const planAnew = async (_: unknown, candidates: readonly AttributeKey[]) => {
      candidatesSeen.push(candidates.length);
      return planned;
    };
    const start = begun({ pathUse: 'replan', maxQuestions: 3 });
    const { after } = await hold(start, model, () => said('x'), { paths: [PATH], planAnew });
    expect(after.conversation.asked).toEqual(['gender', 'profession', 'age']);
    expect(after.turns.map(({ source }) => source)).toEqual(['replan', 'replan', 'path', undefined]);
    // Not for the turn that has nothing left to decide.
    expect(candidatesSeen).toEqual([10, 9, 8]);
  });

  it('is gone without where it is not wanted, or cannot be had', async () => {
    const model = new ScriptedModel();
    const never = () => Promise.reject(new Error('not wanted'));
    const found = { paths: [PATH], planAnew: never };
    await hold(begun({ pathUse: 'follow' }), model, () => said('x'), found);
    const { after } = await step(begun({ pathUse: 'replan' }), model, { paths: [PATH] });
    expect(after.turns[0]).toMatchObject({ source: 'path', asked: 'age' });
  });
});

describe('whatever is said', () => {
  it('never asks twice, never asks what is known or declined, and ends', async () => {
    const anyAttributes = fc.uniqueArray(fc.constantFrom(...ATTRIBUTE_KEYS));
    await fc.assert(
      fc.asyncProperty(
        anyAttributes,
        anyAttributes,
        fc.nat(12),
        fc.array(fc.nat(9), { minLength: 1 }),
        fc.constantFrom(...PATH_USES),
        async (knownKeys, shy, maxQuestions, picks, pathUse) => {
          const model = new ScriptedModel();
          model.choose = ({ candidates }) => {
            const pick = picks[model.acquired.length % picks.length] ?? 0;
            const attribute = candidates[pick % candidates.length] ?? 'age';
            if (pick === 9) return UNREADABLE;
            return { readable: true, value: { attribute, question: 'Well?', why: '' } };
          };
          const known = Object.fromEntries(knownKeys.map((key) => [key, 'x']));
          const { after } = await hold(
            begun({ maxQuestions, pathUse }, known),
            model,
            (attribute) => (shy.includes(attribute) ? DECLINED : said('x')),
            { paths: [PATH] },
          );
          const { asked, declined, known: learned } = after.conversation;
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
