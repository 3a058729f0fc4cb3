import { describe, expect, it } from '@jest/globals';
import type { RunSettings } from '@rookery/benchmark-samples';
import { STORED_SETTINGS } from './stored-settings.ts';

const SETTINGS: RunSettings = {
  selection: { dataSet: 'own', domains: ['health'], origins: ['own'], split: 'evaluation' },
  limit: 14,
  models: ['sim/gpt-4o'],
  statuses: ['vanilla', 'planner'],
  repetitions: 2,
  judgeModel: 'sim/gpt-4o',
  library: 'paths',
  maxQuestions: 5,
  completenessThreshold: 4,
  abstention: 'binary',
  pathUse: 'follow',
  maxOutputTokens: 16_384,
  judgeMaxOutputTokens: 4096,
  seed: 7,
  concurrency: 64,
};

/** One stored example of each version; the first ones had no number, and their limits among the settings. */
const STORED: Readonly<Record<number, object>> = {
  1: { ...SETTINGS, maxCalls: 100, maxCostUsd: 2.5 },
};

describe('the stored settings of a run', () => {
  it('are read in each of their versions', () => {
    expect(Object.keys(STORED).map(Number).at(-1)).toBe(STORED_SETTINGS.version);
    for (const stored of Object.values(STORED)) {
      expect(STORED_SETTINGS.read(stored, 'runs/1')).toEqual(SETTINGS);
    }
  });

  it('are read from before there was a choice of forms, of paths, of sides and of limits', () => {
    const { library, abstention, pathUse, maxOutputTokens, judgeMaxOutputTokens, ...rest } = SETTINGS;
    const oldest = { ...rest, selection: {} };
    expect([library, abstention, pathUse, maxOutputTokens, judgeMaxOutputTokens]).not.toContain(undefined);
    expect(STORED_SETTINGS.read(oldest, 'runs/1')).toEqual(oldest);
  });

  it('are read as they were written', () => {
    expect(STORED_SETTINGS.read(JSON.parse(STORED_SETTINGS.write(SETTINGS)), 'runs/1')).toEqual(SETTINGS);
  });

  it('are read with the parts of profiles that they tell', () => {
    const disclosed: RunSettings = {
      ...SETTINGS,
      statuses: ['disclosed'],
      repetitions: 2,
      disclosures: [{ attributes: ['age'] }, { attributes: [], scenarios: { abc: ['gender', 'age'] } }],
    };
    expect(STORED_SETTINGS.read(JSON.parse(STORED_SETTINGS.write(disclosed)), 'runs/1')).toEqual(disclosed);
  });

  it('are refused with a status that nobody knows', () => {
    expect(() => STORED_SETTINGS.read({ ...SETTINGS, statuses: ['CANARY'] }, 'runs/1')).toThrow(
      'benchmark.job.spec of runs/1 cannot be read: statuses.0',
    );
  });
});
