import { describe, expect, it } from '@jest/globals';
import type { PendingSample } from '@rookery/benchmark-storage';
import { AnswerState, GenerateResponse } from '@rookery/shared-contracts';
import type { Profile, Rung } from '@rookery/shared-scenario';
import { answerSample } from './answer-sample.ts';
import type { Respondents } from './respondents.ts';

const PROFILE: Profile = { age: '55+', mental_health_status: 'Anxiety', emotional_state: 'Despair' };
const SETTINGS = {
  ...{
    selection: {},
    limit: 0,
    models: ['m'],
    statuses: ['context-rich' as const],
    repetitions: 1,
    judgeModel: 'j',
  },
  ...{ maxQuestions: 3, completenessThreshold: 4, seed: 1, concurrency: 1 },
};

/** What the model is shown of a person. */
async function shown(rung: Rung | null | undefined): Promise<string> {
  let prompt = '';
  const respondents = {
    inference: {
      generate: async ({ messages = [] }: { messages?: { content?: string }[] }) => {
        prompt = messages.map(({ content }) => content).join('\n');
        return GenerateResponse.fromPartial({ text: 'Rest.', state: AnswerState.WHOLE });
      },
    },
  } as unknown as Respondents;
  const sample: PendingSample = {
    ...{
      run: 'r',
      sample: 0,
      position: 0,
      model: 'm',
      status: 'context-rich',
      repetition: 1,
      answer: undefined,
    },
    scenario: { id: 's', query: 'May I?', profile: PROFILE, ...(rung === undefined ? {} : { rung }) },
  };
  await answerSample(respondents, SETTINGS, sample, {
    requestId: 'id',
    seed: 1,
    signal: new AbortController().signal,
  });
  return prompt;
}

describe('an answer with context', () => {
  it.each([
    ['nothing', []],
    ['demographic', ['55+']],
    ['health', ['55+', 'Anxiety']],
    ['all', ['55+', 'Anxiety', 'Despair']],
    [null, ['55+', 'Anxiety', 'Despair']],
    [undefined, ['55+', 'Anxiety', 'Despair']],
  ] as const)('on the rung %s is given %j', async (rung, values) => {
    const prompt = await shown(rung);
    expect(Object.values(PROFILE).filter((value) => prompt.includes(value))).toEqual(values);
  });
});
