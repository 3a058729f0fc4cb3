import { describe, expect, it } from '@jest/globals';
import type { PendingSample } from '@rookery/benchmark-storage';
import {
  type ConverseRequest,
  type ConverseResponse,
  AbstentionForm,
  AnswerReason,
  AnswerState,
  GenerateResponse,
  MessageReading,
  PathUse,
} from '@rookery/shared-contracts';
import { answerSample } from './answer-sample.ts';
import { answerWithAgent, replyFrom } from './answer-with-agent.ts';
import type { Respondents } from './respondents.ts';

const SAMPLE: PendingSample = {
  run: 'r',
  sample: 0,
  position: 0,
  model: 'sim/gpt-4o',
  status: 'planner',
  repetition: 1,
  scenario: { id: 's', query: 'May I?', profile: { age: '55+' } },
  answer: undefined,
};
const SETTINGS = {
  selection: {},
  limit: 0,
  models: ['sim/gpt-4o'],
  statuses: ['planner' as const],
  repetitions: 1,
  judgeModel: 'j',
  library: 'paths',
  maxQuestions: 3,
  completenessThreshold: 4,
  abstention: 'binary' as const,
  seed: 1,
  concurrency: 1,
};
const STEP = { requestId: 'id', seed: 7, signal: new AbortController().signal };

/** An agent that asks for the given attributes and then answers with what it heard. */
function asking(attributes: readonly string[], heard: ConverseRequest[], ends = true): Respondents['agent'] {
  return {
    async *converse(requests): AsyncGenerator<ConverseResponse> {
      const said = (requests as AsyncIterable<ConverseRequest>)[Symbol.asyncIterator]();
      heard.push((await said.next()).value as ConverseRequest);
      for (const [index, attribute] of attributes.entries()) {
        yield { event: { $case: 'question', value: { attribute, text: '?', number: index + 1, why: '' } } };
        heard.push((await said.next()).value as ConverseRequest);
      }
      if (!ends) return;
      yield {
        event: {
          $case: 'answer',
          value: {
            text: 'Take care.',
            asked: [...attributes],
            declined: [],
            reason: AnswerReason.SUFFICIENT,
            pathNames: [],
            index: 'lexical',
            promptVersions: ['answer@1', 'acquire@1'],
            usage: { calls: 5, inputTokens: 10, outputTokens: 3, costUsd: 0, unpricedCalls: 0 },
            simulated: true,
            factsUsed: [],
            passedOver: [],
            firstPieceMs: 1,
            trace: [],
            state: AnswerState.WHOLE,
            sent: undefined,
          },
        },
      };
      expect((await said.next()).done).toBe(true);
    },
  };
}

describe('answerWithAgent', () => {
  it('plays the person: answers from the profile, declines the rest, and closes after the answer', async () => {
    const heard: ConverseRequest[] = [];
    const given = await answerWithAgent(
      { agent: asking(['age', 'gender', 'shoe_size'], heard) },
      SETTINGS,
      SAMPLE,
      'paths',
      STEP,
    );
    expect(heard[0]?.event).toMatchObject({
      $case: 'start',
      value: {
        query: 'May I?',
        library: 'libraries/paths',
        maxQuestions: 3,
        seed: 7,
        requestId: 'id',
        abstention: AbstentionForm.BINARY,
        pathUse: PathUse.EXAMPLES,
        reading: MessageReading.LITERAL,
        ephemeral: true,
        wholeAnswer: true,
      },
    });
    expect(heard.slice(1).map(({ event }) => event?.value)).toEqual([
      { answer: { $case: 'text', value: '55+' }, questionNumber: 0 },
      { answer: { $case: 'declined', value: true }, questionNumber: 0 },
      { answer: { $case: 'declined', value: true }, questionNumber: 0 },
    ]);
    expect(given).toMatchObject({
      response: 'Take care.',
      asked: ['age', 'gender', 'shoe_size'],
      usage: { calls: 5 },
    });
    expect(given.facts).toEqual([
      { kind: 'prompt', value: 'answer@1' },
      { kind: 'prompt', value: 'acquire@1' },
      { kind: 'path-index', value: 'lexical' },
    ]);
  });

  it('names no library in status agent, and reports a conversation that breaks off', async () => {
    const heard: ConverseRequest[] = [];
    const broken = answerWithAgent(
      { agent: asking([], heard, false) },
      SETTINGS,
      { ...SAMPLE, status: 'agent' },
      undefined,
      STEP,
    );
    await expect(broken).rejects.toMatchObject({ code: 'DATA_LOSS' });
    expect(heard[0]?.event).toMatchObject({ value: { library: '' } });
  });

  it('replies with nothing that is not in the profile', () => {
    expect(replyFrom({}, 'age').answer).toEqual({ $case: 'declined', value: true });
  });
});

describe('answerSample', () => {
  it.each([
    ['vanilla', 'model', ''],
    ['context-rich', 'model', '55+'],
    ['agent', 'agent', ''],
    ['planner', 'agent', 'libraries/paths'],
  ] as const)('answers %s by the %s, who knows %j', async (status, by, known) => {
    const [prompts, heard]: [string[], ConverseRequest[]] = [[], []];
    const respondents: Respondents = {
      inference: {
        generate: async ({ messages = [] }) => {
          prompts.push(messages.map(({ content }) => content).join());
          return GenerateResponse.fromPartial({ text: 'Take care.' });
        },
        models: async () => [],
        batches: async () => [],
      },
      judge: { judge: () => Promise.reject(new Error('nobody judges here')) },
      agent: asking([], heard),
    };
    await answerSample(respondents, SETTINGS, { ...SAMPLE, status }, STEP);
    expect([prompts.length, heard.length]).toEqual(by === 'model' ? [1, 0] : [0, 1]);
    const [start] = heard;
    if (start?.event?.$case === 'start') expect(start.event.value.library).toBe(known);
    else expect(prompts[0]?.includes('55+')).toBe(known !== '');
  });
});
