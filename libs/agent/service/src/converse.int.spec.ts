import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AbstentionForm,
  AnswerReason,
  MessageReading,
  PathUse,
  QuestionSource,
  type ConverseRequest,
  type Question,
} from '@rookery/shared-contracts';
import { isAttributeKey, STANDARD_QUESTION_COSTS } from '@rookery/shared-scenario';
import { AgentPlatform, type RunningAgent } from './testing/agent-platform.ts';
import { Talk, type Finished, type Reply } from './testing/talk.ts';

let platform: AgentPlatform;
let running: RunningAgent;

beforeAll(async () => {
  platform = await AgentPlatform.start({ judge: true });
  running = await platform.agent();
}, 120_000);
afterAll(() => platform.close(), 120_000);

const START = {
  query: 'How can I sleep a whole weekend through?',
  // The model that asks most, and more completeness than it sees in a few facts: how many questions come is known.
  model: 'sim/qwq-32b',
  completenessThreshold: 5,
  maxQuestions: 3,
  seed: 7,
  reading: MessageReading.LITERAL,
};

/** Holds a conversation; every question is answered by `answer`. */
function converse(start: object, answer: (question: Question) => Reply): Promise<Finished> {
  return Talk.start(running.agent, { ...START, ...start }).finish(answer);
}

async function drained(...requests: object[]): Promise<void> {
  async function* all(): AsyncGenerator<ConverseRequest, void> {
    yield* requests as ConverseRequest[];
  }
  for await (const _ of running.agent.converse(all())) continue;
}

describe('Converse', () => {
  it('asks one thing at a time and answers with what it heard', async () => {
    const { questions, final, pieces } = await converse({}, () => ({ text: 'Not well' }));
    expect(questions.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(questions.every(({ text, why }) => text !== '' && why !== '')).toBe(true);
    const asked = questions.map(({ attribute }) => attribute);
    expect(final).toMatchObject({
      asked,
      factsUsed: expect.arrayContaining(asked),
      declined: [],
      reason: AnswerReason.BUDGET,
      pathNames: [],
      index: '',
      promptVersions: ['abstain-scale@1', 'acquire@2', 'answer-with-profile@1'],
      simulated: true,
      trace: [],
    });
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe(final.text);
    expect(final.firstPieceMs).toBeGreaterThan(0);
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

  it('answers at once when it may not ask, or knows enough, and as a whole when it is wanted so', async () => {
    const none = await converse({ maxQuestions: 0, wholeAnswer: true }, () => 'declined');
    expect(none).toMatchObject({ questions: [], pieces: [], final: { reason: AnswerReason.BUDGET } });
    const told = await converse({ maxQuestions: 0, instructions: 'Be brief.' }, () => 'declined');
    expect(told.final.promptVersions).toEqual(['answer-vanilla@1+application@1']);
    const enough = await converse({ completenessThreshold: 0 }, () => 'declined');
    expect(enough).toMatchObject({ questions: [], final: { reason: AnswerReason.SUFFICIENT } });
    expect(enough.final.promptVersions).toEqual(['abstain-scale@1', 'answer-vanilla@1']);
  });

  it.each([
    [AbstentionForm.BASIC, 'abstain-basic@1'],
    [AbstentionForm.BINARY, 'abstain-binary@1'],
    [AbstentionForm.SCALE, 'abstain-scale@1'],
    [AbstentionForm.CALIBRATED, 'abstain-scale@1'],
  ])('decides in the form %s', async (abstention, prompt) => {
    const { final } = await converse({ abstention, maxQuestions: 10, explain: true }, () => ({ text: 'x' }));
    expect(final.promptVersions).toContain(prompt);
    const decisions = final.trace.flatMap(({ stop }) => stop ?? []);
    expect(decisions.length).toBeGreaterThan(0);
    expect(new Set(decisions.map(({ form }) => form))).toEqual(new Set([abstention]));
    expect(final.reason === AnswerReason.SUFFICIENT).toBe(decisions.at(-1)?.enough);
  });

  it('weighs what the deployment says that a question costs, which is something where it says nothing', async () => {
    const { final } = await converse(
      { abstention: AbstentionForm.CALIBRATED, explain: true },
      () => 'declined',
    );
    const weighed = final.trace.flatMap(({ stop }) => (stop?.cost === undefined ? [] : [stop]));
    expect(weighed.length).toBeGreaterThan(0);
    const burden = 0.1;
    for (const { bestAttribute, cost } of weighed) {
      const own = isAttributeKey(bestAttribute) ? STANDARD_QUESTION_COSTS[bestAttribute] : 0;
      expect(own).toBeGreaterThan(0);
      expect(cost).toBeCloseTo(burden + own, 9);
    }
  });

  it('says the same from the same seed', async () => {
    const [one, same] = await Promise.all([1, 2].map(() => converse({}, () => ({ text: 'x' }))));
    expect(same?.questions).toEqual(one?.questions);
    expect(same?.final.text).toBe(one?.final.text);
  });

  it('is guided by the paths of similar queries', async () => {
    const options = { answerModel: 'sim/gpt-4o', judgeModel: 'sim/gpt-4o', depth: 2, budget: 8, seed: 1 };
    const profile = { values: { education_level: 'PhD', past_self_harm_history: 'Yes' } };
    let planned = '';
    let steps: string[] = [];
    const request = { query: START.query, profile, options, library: 'libraries/guides' };
    for await (const { event } of running.planner.plan(request)) {
      if (event?.$case !== 'path') continue;
      planned = event.value.name;
      steps = event.value.steps.map(({ attribute }) => attribute);
    }
    const guided = { library: 'libraries/guides', explain: true };
    const { final } = await converse({ ...guided, pathUse: PathUse.FOLLOW }, () => ({ text: 'x' }));
    expect(final).toMatchObject({ pathNames: [planned], index: 'lexical-v1' });
    // Questions cost something: what is not worth asking is not on the path.
    expect(steps.length).toBeGreaterThan(0);
    expect(final.asked.slice(0, steps.length)).toEqual(steps);
    expect(final.trace.slice(0, steps.length)).toMatchObject(
      steps.map((asked) => ({ asked, chosenBy: QuestionSource.PATH, paths: [{ name: planned }] })),
    );
    const anew = await converse({ ...guided, pathUse: PathUse.REPLAN }, () => ({ text: 'x' }));
    expect(anew.final.trace[0]).toMatchObject({
      chosenBy: QuestionSource.REPLAN,
      asked: anew.final.trace[0]?.paths[0]?.attributes[0],
      paths: [{ name: '' }, { name: planned }],
    });
    expect(anew.final.promptVersions).toContain('prior@1');
    // Shown as an example the path is the model's to follow or not; a library that has learned nothing leaves the choice to it too.
    for (const pathUse of [PathUse.EXAMPLES, PathUse.UNSPECIFIED]) {
      const shown = await converse({ ...guided, pathUse }, () => ({ text: 'x' }));
      expect(shown.final.trace[0]).toMatchObject({
        chosenBy: QuestionSource.MODEL,
        paths: [{ name: planned }],
      });
    }
    await expect(converse({ library: 'libraries/nowhere' }, () => 'declined')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('goes on without its library when that is erased', async () => {
    const options = { answerModel: 'sim/gpt-4o', judgeModel: 'sim/gpt-4o', depth: 2, budget: 4, seed: 1 };
    const profile = { values: { education_level: 'PhD', age: '55+' } };
    const library = 'libraries/erased-meanwhile';
    const planning = running.planner.plan({ query: START.query, profile, options, library });
    expect((await Array.fromAsync(planning)).at(-1)?.event?.$case).toBe('path');
    const talk = Talk.start(running.agent, { ...START, library });
    await talk.next('question');
    await running.libraries.deleteLibrary({ name: library });
    talk.reply({ text: 'x' });
    const { final } = await talk.finish(() => ({ text: 'x' }));
    expect(final.asked.length).toBeGreaterThan(1);
  });

  it('refuses messages out of order', async () => {
    const start = { event: { $case: 'start', value: { ...START, ephemeral: true } } };
    const declining = (declined: boolean, questionNumber = 0) => ({
      event: { $case: 'reply', value: { answer: { $case: 'declined', value: declined }, questionNumber } },
    });
    const refused = { code: 'INVALID_ARGUMENT' };
    await expect(drained(declining(true))).rejects.toMatchObject(refused);
    await expect(drained(start, start)).rejects.toMatchObject(refused);
    await expect(drained()).rejects.toMatchObject(refused);
    await expect(drained(start, declining(false))).rejects.toMatchObject(refused);
    await expect(drained(start, declining(true, 9))).rejects.toMatchObject(refused);
    await expect(converse({ model: 'sim/nobody' }, () => 'declined')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
