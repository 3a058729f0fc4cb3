import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';
import fc from 'fast-check';
import type { GuidingPath } from '../guiding-path.ts';
import { bestQuestion } from './expected-gain.ts';

const path = (part: Partial<GuidingPath>): GuidingPath => ({
  name: 'libraries/l/paths/p',
  query: 'q',
  similarity: 1,
  startValue: 3,
  attributes: ['age', 'gender'],
  values: [3.8, 3.9],
  ...part,
});
const free = () => 0;
const gainOf = (paths: GuidingPath[], candidates = ATTRIBUTE_KEYS, completeness = 5) =>
  bestQuestion({ candidates, paths, completeness, costOf: free });

describe('bestQuestion', () => {
  it('is the one that the model expects most of, when no path is there', () => {
    const best = bestQuestion({ candidates: ATTRIBUTE_KEYS, paths: [], completeness: 0, costOf: free });
    expect(best).toMatchObject({ attribute: 'emotional_state' });
    expect(best?.gain).toBeCloseTo(1.21 * 0.6, 5);
    expect(gainOf([])?.gain).toBe(0);
  });

  it('is the next step of the paths, with the gain that was measured for it', () => {
    expect(gainOf([path({})])).toMatchObject({ attribute: 'age' });
    expect(gainOf([path({})])?.gain).toBeCloseTo(0.8 / 2, 5);
    // Known, or asked for in vain: the next step counts, from where the path stood.
    const second = gainOf([path({})], ['gender', 'profession']);
    expect(second).toMatchObject({ attribute: 'gender' });
    expect(second?.gain).toBeCloseTo(0.1 / 2, 5);
  });

  it('weighs paths by similarity, and passes over what was never evaluated', () => {
    const one = path({ similarity: 0.75 });
    const other = path({ similarity: 0.25, values: [3, 3.9] });
    expect(gainOf([one, other])?.gain).toBeCloseTo((0.75 * 0.8) / 2, 5);
    expect(gainOf([one, path({ startValue: undefined })])?.gain).toBe(gainOf([one])?.gain);
    expect(gainOf([path({ similarity: 0 })])?.gain).toBe(0);
  });

  it('goes by the gain beyond the cost', () => {
    const costOf = (key: string) => (key === 'emotional_state' ? 1 : 0);
    const best = bestQuestion({ candidates: ATTRIBUTE_KEYS, paths: [], completeness: 0, costOf });
    expect(best).toMatchObject({ attribute: 'mental_health_status', cost: 0 });
  });

  it('never expects a loss, nor more than the scale holds, and less the more complete the picture', () => {
    const anyPath = fc.record({
      similarity: fc.double({ min: 0, max: 1, noNaN: true }),
      startValue: fc.option(fc.double({ min: 1, max: 5, noNaN: true }), { nil: undefined }),
      attributes: fc.uniqueArray(fc.constantFrom(...ATTRIBUTE_KEYS), { minLength: 1, maxLength: 5 }),
      values: fc.array(fc.option(fc.double({ min: 1, max: 5, noNaN: true }), { nil: undefined }), {
        maxLength: 5,
      }),
    });
    fc.assert(
      fc.property(
        fc.array(anyPath.map(path), { maxLength: 4 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.uniqueArray(fc.constantFrom(...ATTRIBUTE_KEYS), { minLength: 1 }),
        (paths, completeness, candidates) => {
          const at = (level: number) =>
            bestQuestion({ candidates, paths, completeness: level, costOf: free });
          const best = at(completeness);
          expect(best?.gain).toBeGreaterThanOrEqual(0);
          expect(best?.gain).toBeLessThanOrEqual(4);
          expect(candidates).toContain(best?.attribute);
          expect(at(5)?.gain ?? 0).toBeLessThanOrEqual((best?.gain ?? 0) + 1e-9);
        },
      ),
    );
  });
});
