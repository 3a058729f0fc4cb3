import { describe, expect, it } from '@jest/globals';
import { estimateRun, samplePrice } from './estimate.ts';
import type { RunSettings } from './run-settings.ts';

const SETTINGS: RunSettings = {
  selection: {},
  limit: 0,
  models: ['a'],
  statuses: ['vanilla'],
  repetitions: 1,
  judgeModel: 'j',
  maxQuestions: 5,
  completenessThreshold: 4,
  seed: 1,
  concurrency: 4,
};
const LENGTHS = { query: 400, profile: 400 };
const PRICES = new Map(['a', 'j'].map((id) => [id, { inputUsd: 0, outputUsd: 1_000_000 }]));
const written = (changes: Partial<RunSettings>): number =>
  estimateRun({ ...SETTINGS, ...changes }, 1, LENGTHS, PRICES).outputTokensMax;

describe('the forecast of a run', () => {
  it('follows the limits that are set on what is written', () => {
    const usual = written({});
    expect(written({ maxOutputTokens: 2048, judgeMaxOutputTokens: 2048 })).toBe(usual);
    expect(written({ maxOutputTokens: 100 })).toBeLessThan(usual);
    expect(written({ maxOutputTokens: 100, judgeMaxOutputTokens: 50 })).toBe(150);
    expect(written({ maxOutputTokens: 16_384 })).toBeGreaterThan(2 * usual);
    expect(written({ judgeMaxOutputTokens: 16_384 })).toBeGreaterThan(2 * usual);
  });
});

describe('what is set aside for a sample', () => {
  it('is the most that its limits allow', () => {
    const limits = { maxOutputTokens: 1000, judgeMaxOutputTokens: 500 };
    const { sample, verdict } = samplePrice({ ...SETTINGS, ...limits }, 'vanilla', 'a', LENGTHS, PRICES);
    expect(verdict).toEqual({ calls: 3, costUsd: 1500 });
    expect(sample).toEqual({ calls: 4, costUsd: 2500 });
  });
});
