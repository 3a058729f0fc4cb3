import { describe, expect, it } from '@jest/globals';
import type { OutcomeCount } from '@rookery/benchmark-storage';
import { runEnd } from './run-end.ts';

const scored = (samples: number): OutcomeCount => ({
  state: 'scored',
  reason: undefined,
  samples,
  detail: '',
});
const failed = (samples: number, detail = ''): OutcomeCount => ({
  state: 'failed',
  reason: 'model_server_down',
  samples,
  detail,
});
const unscored = (samples: number, reason: OutcomeCount['reason'] = 'verdict_unreadable'): OutcomeCount => ({
  state: 'unscored',
  reason,
  samples,
  detail: '',
});

describe('runEnd', () => {
  it.each([
    ['everything scored', [scored(9)]],
    ['verdicts that nobody can read', [scored(9), unscored(3), unscored(2, 'verdict_filtered')]],
  ])('is a success with %s', (_, counts) => {
    expect(runEnd(counts)).toEqual({ state: 'succeeded', reason: '' });
  });

  it.each([
    [
      'failures',
      [scored(9), failed(2)],
      '2 of 11 samples failed (2 model_server_down), resuming tries 2 of them again',
    ],
    [
      'a judge that was not heard',
      [scored(9), unscored(2), unscored(1, 'judge_unavailable')],
      '3 of 12 are unscored (2 verdict_unreadable, 1 judge_unavailable), resuming tries 1 of them again',
    ],
    [
      'both, and words',
      [scored(1), failed(2, 'it answered 503'), unscored(1)],
      '2 of 4 samples failed (2 model_server_down), 1 of 4 are unscored (1 verdict_unreadable), resuming tries 2 of them ' +
        'again. The first that ended with model_server_down: it answered 503',
    ],
  ])('is incomplete with %s', (_, counts, reason) => {
    expect(runEnd(counts)).toEqual({ state: 'incomplete', reason });
  });

  it.each([
    ['failed', [failed(5, 'it answered 503')]],
    ['failed or could not be scored', [failed(5), unscored(2)]],
    ['could not be scored', [unscored(2)]],
  ])('is a failure where everything %s', (_, counts) => {
    expect(runEnd(counts).state).toBe('failed');
  });
});
