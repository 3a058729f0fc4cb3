import { describe, expect, it } from '@jest/globals';
import type { ModelCall } from '@rookery/shared-model-calls';
import { RookeryError } from '@rookery/shared-errors';
import type { ModelCalls } from './model-calls.ts';
import { ALL_ATTRIBUTES, maskOf, type Profile } from '@rookery/shared-scenario';
import { modelEvaluator, type EvaluationTask } from './model-evaluator.ts';

const { signal } = new AbortController();
const PROFILE: Profile = { age: '55+', emotional_state: 'Despair', gender: 'Other' };
const TASK: EvaluationTask = {
  id: 'plan-1',
  query: 'May I train twice a day?',
  profile: PROFILE,
  askable: maskOf(['age', 'gender', 'emotional_state']),
  answerModel: 'a',
  judgeModel: 'j',
  priorModel: 'p',
  seed: 7,
};

function scripted(text: string) {
  const seen: { known: Profile; call: ModelCall }[] = [];
  const calls: ModelCalls = {
    answer: async (_, known, call) => {
      seen.push({ known, call });
      return text;
    },
    rank: async ({ known, candidates }, call) => {
      seen.push({ known, call });
      return { readable: true, value: candidates.slice(-1) };
    },
  };
  return { seen, calls };
}

describe('modelEvaluator', () => {
  it('shows the answerer the subset and the judge the whole person', async () => {
    const { seen, calls } = scripted('Rest.');
    const judged: object[] = [];
    const evaluator = modelEvaluator(TASK, calls, async (answer, call) => {
      judged.push({ ...answer, model: call.model });
      return 4;
    });
    expect(await evaluator.evaluate(maskOf(['age', 'profession']), 3, signal)).toBe(4);
    expect(seen[0]).toMatchObject({ known: { age: '55+' }, call: { model: 'a' } });
    expect(Object.keys(seen[0]?.known ?? {})).toEqual(['age']);
    expect(judged).toEqual([{ query: TASK.query, profile: PROFILE, response: 'Rest.', model: 'j' }]);
  });

  it('draws fresh samples for every evaluation, and the same ones for the same evaluation', async () => {
    const { seen, calls } = scripted('Rest.');
    const evaluator = modelEvaluator(TASK, calls, async () => 4);
    for (const id of [1, 2, 1]) await evaluator.evaluate(1n, id, signal);
    const [first, second, again] = seen.map(({ call }) => call);
    expect(second?.seed).not.toBe(first?.seed);
    expect(second?.id).not.toBe(first?.id);
    expect(again).toEqual(first);
  });

  it('has nothing to judge where there is no answer: the error goes on to the search', async () => {
    const filtered = new RookeryError('FAILED_PRECONDITION', 'filtered', { reason: 'MODEL_ANSWER_FILTERED' });
    const calls = { ...scripted('').calls, answer: () => Promise.reject(filtered) };
    const evaluator = modelEvaluator(TASK, calls, () => Promise.reject(new Error('asked the judge')));
    await expect(evaluator.evaluate(1n, 1, signal)).rejects.toBe(filtered);
  });

  it('turns a ranking into weights over what may still be asked', async () => {
    const { calls } = scripted('');
    const evaluator = modelEvaluator(TASK, calls, async () => 4);
    const weights = await evaluator.rank(maskOf(['age']), signal);
    expect(weights).toHaveLength(ALL_ATTRIBUTES.toString(2).length);
    expect(weights?.filter((weight) => weight > 0)).toEqual([0.7, 1]);
    expect(weights?.[0]).toBe(0);
  });
});
