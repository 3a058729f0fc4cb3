import { describe, expect, it } from '@jest/globals';
import { RESULT_REASONS } from '@rookery/benchmark-samples';
import { AnswerState, Domain, ResultFilter, ResultOrder, ResultReason } from '@rookery/shared-contracts';
import { ANSWER_STATES, answerStateFromWire, answerStateToWire } from './answer-state.ts';
import { reasonToWire, resultOrderFromWire, resultSelectionFromWire } from './result.ts';

describe('results on the wire', () => {
  it('have a reason of the contract for each of ours, and none twice', () => {
    const numbers = RESULT_REASONS.map(reasonToWire);
    expect(new Set(numbers).size).toBe(numbers.length);
    const all = Object.values(ResultReason).filter((value) => typeof value === 'number' && value > 0);
    expect(numbers.sort((a, b) => a - b)).toEqual(all.sort((a, b) => a - b));
  });

  it('have a state of answer for each of ours', () => {
    for (const state of ANSWER_STATES) expect(answerStateFromWire(answerStateToWire(state))).toBe(state);
    expect(answerStateToWire(undefined)).toBe(AnswerState.UNSPECIFIED);
    expect(answerStateFromWire(AnswerState.UNSPECIFIED)).toBe('whole');
  });

  it('are selected by domain, and ordered', () => {
    const filter = ResultFilter.fromPartial({ domains: [Domain.HEALTH, Domain.UNSPECIFIED] });
    expect(resultSelectionFromWire(filter).domains).toEqual(['health', 'unknown']);
    expect(resultOrderFromWire(ResultOrder.WORST_FIRST)).toBe('worst-first');
    expect(resultOrderFromWire(ResultOrder.UNSPECIFIED)).toBe('by-sample');
  });
});
