import { describe, expect, it } from '@jest/globals';
import type { RowColumns } from './named-cells.ts';
import { rowsOfAnswers } from './several-answers.ts';
import { toAnsweredScenario, toScenario } from './to-scenario.ts';

const ROW = { query: 'What now?', age: '31', response: 'Rest first.' };

function answerIn(columns: RowColumns): unknown {
  const outcome = toAnsweredScenario(columns, 4);
  return 'answer' in outcome ? outcome.answer : outcome.rejection;
}

describe('a row that brings an answer', () => {
  it('is the scenario that it is without one, with the answer beside it', () => {
    const outcome = toAnsweredScenario({ ...ROW, model: 'mine' }, 4);
    expect(outcome).toMatchObject({ answer: { model: 'mine', response: 'Rest first.' } });
    const { response: _response, ...plain } = ROW;
    expect('scenario' in outcome && outcome.scenario).toEqual(
      (toScenario(plain, 4) as { scenario: unknown }).scenario,
    );
  });

  it.each([['Answer'], ['Model Response'], ['reply'], ['COMPLETION'], ['assistant_response']])(
    'may call it %j',
    (name) => {
      expect(answerIn({ query: 'q', [name]: 'Rest.' })).toEqual({ model: 'given', response: 'Rest.' });
    },
  );

  it('may answer with a word that programs write for none', () => {
    expect(answerIn({ query: 'q', response: 'None' })).toEqual({ model: 'given', response: 'None' });
  });

  it('is rejected without an answer, and with one that is too long', () => {
    const { response: _response, ...without } = ROW;
    expect(answerIn(without)).toEqual({ row: 4, column: 'response', reason: 'is missing' });
    expect(answerIn({ ...ROW, response: ' \n ' })).toMatchObject({ column: 'response' });
    expect(answerIn({ ...ROW, response: 'x'.repeat(200_001) })).toMatchObject({
      column: 'response',
      reason: 'has 200001 characters, at most 200000 are allowed',
    });
    expect(answerIn({ ...ROW, model: 'x'.repeat(201) })).toMatchObject({ column: 'model' });
  });

  it('is a plain scenario to whoever reads no answers', () => {
    expect('scenario' in toScenario(ROW, 4)).toBe(true);
  });
});

describe('the rows of the authors result files', () => {
  const STEPS = {
    'User Query': 'What now?',
    'Step 1 Response': 'Rest.',
    'Evaluation Step 1': 'Score: 3/5',
    'Average Score Step 1': '3.0',
    'Step 2 Response': 'Call the clinic.',
    'Step 3 Response': '',
  };

  it('have an answer for each step, given by the step', () => {
    expect(rowsOfAnswers(STEPS).map(answerIn)).toEqual([
      { model: 'given step 1', response: 'Rest.' },
      { model: 'given step 2', response: 'Call the clinic.' },
    ]);
    expect(rowsOfAnswers({ ...STEPS, model: 'qwen' }).map(answerIn)).toMatchObject([
      { model: 'qwen step 1' },
      { model: 'qwen step 2' },
    ]);
  });

  it('are left alone where a column with answers was chosen', () => {
    const chosen = { ...STEPS, response: 'Rest.' };
    expect(rowsOfAnswers(chosen)).toEqual([chosen]);
    expect(rowsOfAnswers({ query: 'q' })).toEqual([{ query: 'q' }]);
  });
});
