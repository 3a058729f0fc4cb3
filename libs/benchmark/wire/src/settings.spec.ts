import { describe, expect, it } from '@jest/globals';
import { RunSpec, Split, Status } from '@rookery/shared-contracts';
import { settingsFromWire, settingsToWire } from './settings.ts';

const spec = (changes: Partial<RunSpec>): RunSpec =>
  RunSpec.fromPartial({ models: ['a'], statuses: [Status.VANILLA], judgeModel: 'j', ...changes });

describe('settingsFromWire', () => {
  it('fills in what the contract says of unset fields', () => {
    expect(settingsFromWire(spec({}))).toMatchObject({
      selection: {},
      repetitions: 1,
      maxQuestions: 5,
      completenessThreshold: 4,
      concurrency: 64,
    });
  });

  it('keeps zeros that are meant', () => {
    const settings = settingsFromWire(
      spec({ maxQuestions: 0, completenessThreshold: 0, maxCalls: 0, maxCostUsd: 0 }),
    );
    expect(settings).toMatchObject({ maxQuestions: 0, completenessThreshold: 0, maxCalls: 0, maxCostUsd: 0 });
  });

  it('evaluates planned paths on the evaluation side only (design decision 16)', () => {
    const planned = { statuses: [Status.VANILLA, Status.PLANNER], library: 'paths' };
    expect(settingsFromWire(spec(planned)).selection.split).toBe('evaluation');
    expect(settingsFromWire(spec({ statuses: [Status.AGENT] })).selection.split).toBeUndefined();
    const filter = { dataSet: '', domains: [], origins: [], split: Split.LIBRARY };
    expect(() => settingsFromWire(spec({ ...planned, filter }))).toThrow('spec.filter.split');
  });

  it('forgets a library that no status uses', () => {
    expect(settingsFromWire(spec({ library: 'paths' })).library).toBeUndefined();
  });

  it('reads what it wrote', () => {
    const settings = settingsFromWire(
      spec({ statuses: [Status.PLANNER, Status.AGENT], library: 'paths', maxCalls: 7, seed: 3, limit: 9 }),
    );
    expect(settingsFromWire(settingsToWire(settings))).toEqual(settings);
  });
});
