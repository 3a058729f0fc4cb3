import { describe, expect, it } from '@jest/globals';
import { estimate } from './estimate.ts';
import { limits } from './limits.ts';
import { readPlan, type CapacityPlan } from './plan.ts';

/** One model on two of four GPUs, judged by another. */
const PLAN: CapacityPlan = {
  form: 1,
  work: [
    { name: 'vanilla', items: 1000, inputTokens: 100, outputTokens: 360, verdicts: 1 },
    { name: 'planning', items: 10, inputTokens: 1000, outputTokens: 3600, verdicts: 10 },
  ],
  models: [{ name: 'small', gpuClass: 'A100', gpus: 2, tokensPerSecond: 100, outputFactor: 1 }],
  hosted: [
    { name: 'judge', usdPerMillionInput: 2, usdPerMillionOutput: 10, tokensPerMinute: 1e5, answers: false },
  ],
  judge: { model: 'judge', inputTokens: 900, outputTokens: 100 },
  fleet: { A100: { gpus: 4, usdPerHour: 1.5 } },
  services: {
    cores: 4,
    connections: 80,
    connectionsPerWorker: 4,
    mostConnections: 100,
    diskGB: 10,
    gateways: 1,
    gatewayCallsPerSecond: 10,
  },
};
const once = { times: 1, withinHours: undefined };

describe('what a plan takes', () => {
  it('is GPU hours by tokens, time by the fleet, and money by both', () => {
    const needs = estimate(PLAN, once);
    // 396,000 tokens at 100 a second: 1.1 hours of two GPUs.
    expect(needs.models[0]?.gpuHours).toBeCloseTo(2.2, 10);
    expect(needs.classes[0]).toMatchObject({ gpus: 4, hours: 0.55 });
    expect(needs.samples).toBe(1100);
    // 1.1 million tokens of the judge.
    expect(needs.hosted[0]).toMatchObject({ inputTokens: 990_000, outputTokens: 110_000, usd: 3.08 });
    expect(needs.hours).toBeCloseTo(0.55, 10);
    expect(needs.usd).toBeCloseTo(4 * 0.55 * 1.5 + 3.08, 10);
  });

  it('lasts as long as the judge allows, where that is slower', () => {
    const slow = { ...PLAN, hosted: [{ ...PLAN.hosted[0]!, tokensPerMinute: 1000 }] };
    expect(estimate(slow, once).hours).toBeCloseTo(1100 / 60, 10);
  });

  it('counts a hosted model that answers, and is judged by itself', () => {
    const both = { ...PLAN, hosted: [{ ...PLAN.hosted[0]!, answers: true }] };
    const needs = estimate(both, once);
    expect(needs.samples).toBe(2200);
    expect(needs.hosted[0]?.outputTokens).toBe(2200 * 100 + 396_000);
  });

  it('is as many GPUs as a time demands, in whole replicas', () => {
    const needs = estimate(PLAN, { times: 10, withinHours: 5 });
    // 22 GPU hours in 5: five GPUs, which are three replicas.
    expect(needs.classes[0]).toMatchObject({ gpus: 6 });
    expect(needs.hours).toBe(5);
    expect(estimate(PLAN, { times: 1, withinHours: 1000 }).classes[0]).toMatchObject({ gpus: 2 });
  });

  it('grows in proportion', () => {
    const [one, ten] = [estimate(PLAN, once), estimate(PLAN, { times: 10, withinHours: undefined })];
    expect([ten.samples, ten.hours, ten.usd].map(Math.round)).toEqual(
      [one.samples * 10, one.hours * 10, one.usd * 10].map(Math.round),
    );
  });
});

describe('what is full first', () => {
  it('is sorted by how full it is', () => {
    const full = limits(PLAN, estimate(PLAN, once));
    const shares = full.map(({ needed, there }) => needed / there);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(full.find(({ what }) => what.startsWith('connections'))).toMatchObject({ needed: 80 + 3 * 4 });
    // 1,100 samples of 4,800 bytes and 360 tokens.
    expect(full.find(({ what }) => what.startsWith('disk'))?.needed).toBeCloseTo(
      (1100 * (4800 + 4 * 360)) / 1e9,
      12,
    );
  });
});

describe('a plan that is wrong', () => {
  it.each([
    ['no JSON', '{', /plan: is no JSON/],
    ['an unknown field', JSON.stringify({ ...PLAN, gpus: 8 }), /plan.*gpus/],
    [
      'a class that the fleet lacks',
      JSON.stringify({ ...PLAN, fleet: {} }),
      /plan\.fleet\.A100: is missing, and small runs on it/,
    ],
    [
      'a judge that there is not',
      JSON.stringify({ ...PLAN, judge: { ...PLAN.judge, model: 'nobody' } }),
      /plan\.judge\.model: nobody/,
    ],
    [
      'no speed',
      JSON.stringify({ ...PLAN, models: [{ ...PLAN.models[0], tokensPerSecond: 0 }] }),
      /plan\.models\.0\.tokensPerSecond/,
    ],
  ])('is refused by the field: %s', (_, text, message) => {
    expect(() => readPlan(text)).toThrow(message);
  });

  it('is read when it is right', () => {
    expect(readPlan(JSON.stringify(PLAN))).toEqual(PLAN);
  });
});
