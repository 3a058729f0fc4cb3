import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AnswerReason,
  type ConverseResponse,
  type FinalAnswer,
  type Question,
} from '@rookery/shared-contracts';
import { Platform, type RunningPlanner } from './testing/platform.ts';

let platform: Platform;
let running: RunningPlanner;

beforeAll(async () => {
  platform = await Platform.start(0);
  running = await platform.startPlanner();
}, 120_000);
afterAll(() => platform.close(), 60_000);

type Request =
  Parameters<RunningPlanner['agent']['converse']>[0] extends AsyncIterable<infer One> ? One : never;
type Answered = { text: string } | 'declined' | 'half-close';

const START = {
  requestId: '',
  query: 'How can I sleep a whole weekend through?',
  // The model that asks most, and more completeness than it sees in a few facts: how many questions come is known.
  model: 'sim/qwq-32b',
  completenessThreshold: 5,
  maxQuestions: 3,
  seed: 7,
};

function replying(answered: Answered): Request | undefined {
  if (answered === 'half-close') return undefined;
  return {
    event: {
      $case: 'reply',
      value: {
        answer:
          answered === 'declined'
            ? { $case: 'declined', value: true }
            : { $case: 'text', value: answered.text },
      },
    },
  };
}

/** Holds a conversation; every question is answered by `answer`. */
async function converse(
  start: object,
  answer: (question: Question) => Answered,
): Promise<{ questions: Question[]; final: FinalAnswer }> {
  const questions: Question[] = [];
  let final: FinalAnswer | undefined;
  let heard = Promise.withResolvers<ConverseResponse>();
  async function* requests(): AsyncGenerator<Request, void> {
    yield { event: { $case: 'start', value: { ...START, ...start } } };
    for (;;) {
      const { event } = await heard.promise;
      heard = Promise.withResolvers();
      if (event?.$case !== 'question') return;
      const reply = replying(answer(event.value));
      if (reply === undefined) return;
      yield reply;
    }
  }
  for await (const response of running.agent.converse(requests())) {
    if (response.event?.$case === 'question') questions.push(response.event.value);
    if (response.event?.$case === 'answer') final = response.event.value;
    heard.resolve(response);
  }
  if (final === undefined) throw new Error('the conversation ended without an answer');
  return { questions, final };
}

async function* only(...requests: Request[]): AsyncGenerator<Request, void> {
  yield* requests;
}

async function drained(requests: AsyncIterable<Request>): Promise<void> {
  for await (const _ of running.agent.converse(requests)) continue;
}

describe('Converse', () => {
  it('asks one thing at a time and answers with what it heard', async () => {
    const { questions, final } = await converse({}, () => ({ text: 'Not well' }));
    expect(questions.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(questions.every(({ text }) => text !== '')).toBe(true);
    expect(final).toMatchObject({
      asked: questions.map(({ attribute }) => attribute),
      declined: [],
      reason: AnswerReason.BUDGET,
      pathNames: [],
      index: '',
      promptVersions: ['abstain-scale@1', 'acquire@1', 'answer-with-profile@1'],
      simulated: true,
    });
    expect(final.text).not.toBe('');
    expect(final.usage?.calls).toBeGreaterThanOrEqual(7);
  });

  it('never asks again what was declined, and never what is known', async () => {
    const known = { values: { age: '55+', gender: 'Other' } };
    const { questions, final } = await converse({ known, maxQuestions: 64 }, () => 'declined');
    const asked = questions.map(({ attribute }) => attribute);
    expect(new Set(asked).size).toBe(8);
    expect(asked).toHaveLength(8);
    expect(asked.filter((key) => key === 'age' || key === 'gender')).toEqual([]);
    expect(final).toMatchObject({ asked, declined: asked, reason: AnswerReason.EXHAUSTED });
  });

  it('tells answers from declines', async () => {
    const { final } = await converse({}, ({ number }) => (number === 2 ? 'declined' : { text: 'x' }));
    expect(final.asked).toHaveLength(3);
    expect(final.declined).toEqual(final.asked.slice(1, 2));
  });

  it('answers with what is known when the caller half-closes', async () => {
    const { questions, final } = await converse({}, ({ number }) =>
      number === 1 ? { text: 'x' } : 'half-close',
    );
    expect(questions).toHaveLength(2);
    expect(final).toMatchObject({ reason: AnswerReason.CLOSED, declined: [] });
    expect(final.asked).toHaveLength(2);
  });

  it('answers at once when it may not ask, or knows enough', async () => {
    const none = await converse({ maxQuestions: 0 }, () => 'declined');
    expect(none).toMatchObject({ questions: [], final: { reason: AnswerReason.BUDGET } });
    const enough = await converse({ completenessThreshold: 0 }, () => 'declined');
    expect(enough).toMatchObject({ questions: [], final: { reason: AnswerReason.SUFFICIENT } });
    expect(enough.final.promptVersions).toEqual(['abstain-scale@1', 'answer-vanilla@1']);
  });

  it('says the same from the same seed', async () => {
    const [one, same] = await Promise.all([1, 2].map(() => converse({}, () => ({ text: 'x' }))));
    expect(same?.questions).toEqual(one?.questions);
    expect(same?.final.text).toBe(one?.final.text);
  });

  it('is guided by the paths of similar queries', async () => {
    const options = { answerModel: 'sim/gpt-4o', judgeModel: 'sim/gpt-4o', depth: 2, budget: 8, seed: 1 };
    const profile = { values: { emotional_state: 'Despair', past_self_harm_history: 'Yes' } };
    let planned = '';
    const request = { query: START.query, profile, options, library: 'guides' };
    for await (const { event } of running.planner.plan(request)) {
      if (event?.$case === 'path') planned = event.value.name;
    }
    const { final } = await converse({ library: 'guides' }, () => ({ text: 'x' }));
    expect(final).toMatchObject({ pathNames: [planned], index: 'lexical-v1' });
    await expect(converse({ library: 'nowhere' }, () => 'declined')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('refuses messages out of order', async () => {
    const start: Request = { event: { $case: 'start', value: START } };
    const declined = replying('declined') ?? start;
    const refused = { code: 'INVALID_ARGUMENT' };
    await expect(drained(only(declined))).rejects.toMatchObject(refused);
    await expect(drained(only(start, start))).rejects.toMatchObject(refused);
    await expect(drained(only())).rejects.toMatchObject(refused);
    const unclear: Request = {
      event: { $case: 'reply', value: { answer: { $case: 'declined', value: false } } },
    };
    await expect(drained(only(start, unclear))).rejects.toMatchObject(refused);
    await expect(converse({ model: 'sim/nobody' }, () => 'declined')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
