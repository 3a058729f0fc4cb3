import { describe, expect, it } from '@jest/globals';
import type { SpecResult } from './run-specs.ts';
import { settled, worthASecondTry } from './second-try.ts';

const PASSED: SpecResult = { passed: 3, failed: 0, skipped: [], message: '' };
const FAILED: SpecResult = { passed: 2, failed: 1, skipped: [], message: 'what failed' };

function named(results: Readonly<Record<string, SpecResult>>): ReadonlyMap<string, SpecResult> {
  return new Map(Object.entries(results));
}

describe('a second try', () => {
  it('is given to few files that start processes, and to no others', () => {
    expect(worthASecondTry(named({ 'a.int.spec.ts': FAILED, 'b.int.spec.ts': PASSED }))).toEqual([
      'a.int.spec.ts',
    ]);
    expect(worthASecondTry(named({ 'a.spec.ts': FAILED }))).toEqual([]);
    const many = ['a', 'b', 'c', 'd'].map((name) => [`${name}.int.spec.ts`, FAILED] as const);
    expect(worthASecondTry(new Map(many.slice(1)))).toHaveLength(3);
    expect(worthASecondTry(new Map(many))).toEqual([]);
  });

  it('that passes leaves what had failed to be read', () => {
    const results = settled(named({ a: FAILED, b: PASSED }), named({ a: PASSED }));
    expect(results.get('a')).toEqual({ ...PASSED, unsteady: 'what failed' });
    expect(results.get('b')).toEqual(PASSED);
  });

  it('that fails changes nothing', () => {
    const again = { ...FAILED, passed: 0, failed: 3 };
    expect(settled(named({ a: FAILED }), named({ a: again })).get('a')).toEqual(FAILED);
  });
});
