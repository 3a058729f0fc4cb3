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
      maxOutputTokens: 2048,
      judgeMaxOutputTokens: 2048,
    });
  });

  it('keeps zeros that are meant', () => {
    const settings = settingsFromWire(spec({ maxQuestions: 0, completenessThreshold: 0 }));
    expect(settings).toMatchObject({ maxQuestions: 0, completenessThreshold: 0 });
  });

  it('evaluates planned paths on the evaluation side only', () => {
    const planned = { statuses: [Status.VANILLA, Status.PLANNER], library: 'libraries/paths' };
    expect(settingsFromWire(spec(planned)).selection.split).toBe('evaluation');
    expect(settingsFromWire(spec({ statuses: [Status.AGENT] })).selection.split).toBeUndefined();
    const filter = { dataSet: '', domains: [], origins: [], split: Split.LIBRARY };
    expect(() => settingsFromWire(spec({ ...planned, filter }))).toThrow('spec.filter.split');
  });

  it('forgets a library that no status uses', () => {
    expect(settingsFromWire(spec({ library: 'libraries/paths' })).library).toBeUndefined();
  });

  it('reads what it wrote', () => {
    const filter = { dataSet: 'dataSets/own', domains: [], origins: [], split: Split.UNSPECIFIED };
    const asked = spec({
      filter,
      statuses: [Status.PLANNER, Status.AGENT],
      library: 'libraries/paths',
      maxCalls: 0,
      maxCostUsd: 0,
      seed: 3,
      limit: 9,
      maxOutputTokens: 16_384,
      judgeMaxOutputTokens: 1024,
    });
    const settings = settingsFromWire(asked);
    expect(settings).toMatchObject({ selection: { dataSet: 'own' }, library: 'paths' });
    const shown = settingsToWire(settings, { maxCalls: 0, maxCostUsd: 0 });
    expect(shown).toMatchObject({ filter: { dataSet: 'dataSets/own' }, library: 'libraries/paths' });
    expect(shown).toMatchObject({
      maxCalls: 0,
      maxCostUsd: 0,
      maxOutputTokens: 16_384,
      judgeMaxOutputTokens: 1024,
    });
    expect(settingsFromWire(shown)).toEqual(settings);
  });
});
