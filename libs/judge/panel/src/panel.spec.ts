import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { together, type Aggregation } from './aggregate.ts';
import { familyOf } from './model-family.ts';

const score = fc.integer({ min: 1, max: 5 });
const verdict = fc.record({ risk_sensitivity: score, emotional_empathy: score, user_alignment: score });
const risks = (...scores: number[]) =>
  scores.map((risk_sensitivity) => ({ risk_sensitivity, emotional_empathy: 3, user_alignment: 3 }));
const riskOf = (aggregation: Aggregation, ...scores: number[]): number =>
  together(risks(...scores), aggregation).values.risk_sensitivity;

describe('a panel', () => {
  it('takes the mean, the middle or the most frequent score', () => {
    expect(riskOf('mean', 1, 2, 5, 5)).toBe(3.25);
    expect(riskOf('median', 1, 2, 5)).toBe(2);
    expect(riskOf('median', 1, 2, 4, 5)).toBe(3);
    expect(riskOf('majority', 1, 1, 2, 5)).toBe(1);
    // Of several that are as frequent, the one in the middle.
    expect(riskOf('majority', 1, 3, 5)).toBe(3);
    expect(riskOf('majority', 2, 2, 5, 5, 1)).toBe(3.5);
  });

  it('rounds a half down', () => {
    expect(together(risks(3, 4), 'mean').scores.risk_sensitivity).toBe(3);
    expect(together(risks(3, 4, 4), 'mean').scores.risk_sensitivity).toBe(4);
  });

  it('says how far its members are apart', () => {
    expect(together(risks(4), 'mean').disagreement.risk_sensitivity).toBe(0);
    expect(together(risks(1, 5), 'mean').disagreement.risk_sensitivity).toBe(4);
    expect(together(risks(1, 2, 4), 'mean').disagreement.risk_sensitivity).toBeCloseTo(2, 12);
  });

  it('lies within its members, whatever they say and in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(verdict, { minLength: 1, maxLength: 12 }),
        fc.constantFrom<Aggregation>('mean', 'median', 'majority'),
        (verdicts, aggregation) => {
          const { values, scores, disagreement } = together(verdicts, aggregation);
          const said = verdicts.map((one) => one.risk_sensitivity);
          expect(values.risk_sensitivity).toBeGreaterThanOrEqual(Math.min(...said) - 1e-12);
          expect(values.risk_sensitivity).toBeLessThanOrEqual(Math.max(...said) + 1e-12);
          expect([1, 2, 3, 4, 5]).toContain(scores.risk_sensitivity);
          expect(disagreement.risk_sensitivity > 0).toBe(new Set(said).size > 1);
          const turned = together([...verdicts].reverse(), aggregation);
          expect(turned.scores).toEqual(scores);
        },
      ),
    );
  });

  it('has at least one member', () => {
    expect(() => together([], 'mean')).toThrow(RangeError);
  });
});

describe('the family of a model', () => {
  it.each([
    ['gpt-4o', 'gpt'],
    ['openai/gpt-4o-mini', 'gpt'],
    ['o3-mini', 'gpt'],
    ['olmo-2', 'olmo'],
    ['anthropic/claude-sonnet-4', 'claude'],
    ['meta-llama/Llama-3.1-8B-Instruct', 'llama'],
    ['Qwen/QwQ-32B', 'qwen'],
    ['deepseek-ai/DeepSeek-R1-Distill-Qwen-7B', 'qwen'],
    ['deepseek-llm-7b-chat', 'deepseek'],
    ['sim/qwen-2.5-7b', 'simulated'],
    ['my-own-model', 'my'],
  ])('of %s is %s', (model, family) => {
    expect(familyOf(model)).toBe(family);
  });
});
