import { describe, expect, it } from '@jest/globals';
import { AnswerState } from '@rookery/shared-contracts';
import { AnswerReader } from './answer-reader.ts';

const THOUGHT = 'She is 19 and in debt, I must not scare her.';

function read(message: object, finish = 'stop') {
  const reader = new AnswerReader('unknown', false);
  reader.read({ choices: [{ message, finish_reason: finish }] });
  reader.end();
  return reader.answer();
}

describe('a thought beside the answer', () => {
  it.each([
    ['as a part that is flagged', { content: [{ text: THOUGHT, thought: true }, { text: 'Please rest.' }] }],
    [
      'as a part',
      {
        content: [
          { type: 'reasoning.text', text: THOUGHT },
          { type: 'text', text: 'Please rest.' },
        ],
      },
    ],
    [
      'in details',
      { content: 'Please rest.', reasoning_details: [{ type: 'reasoning.text', text: THOUGHT }] },
    ],
    ['in blocks', { content: 'Please rest.', thinking_blocks: [{ type: 'thinking', thinking: THOUGHT }] }],
    ['in steps', { content: 'Please rest.', reasoning_steps: [{ thought: THOUGHT }] }],
  ])('is known: %s', (_, message) => {
    expect(read(message)).toMatchObject({ text: 'Please rest.', thought: true, state: AnswerState.WHOLE });
  });

  it('alone is no answer, and counts as written', () => {
    const answer = read({ content: null, reasoning_details: [{ text: THOUGHT }] }, 'length');
    expect(answer).toMatchObject({ text: '', state: AnswerState.CUT, written: THOUGHT.length });
  });
});

describe('the content of an answer', () => {
  it.each([
    ['one part without a list', { content: { type: 'text', text: 'Please rest.' } }],
    ['a text in a value', { content: [{ type: 'text', text: { value: 'Please rest.', annotations: [] } }] }],
    ['texts without types', { content: ['Please ', 'rest.'] }],
  ])('may be %s', (_, message) => {
    expect(read(message)).toMatchObject({ text: 'Please rest.', thought: false, state: AnswerState.WHOLE });
  });
});
