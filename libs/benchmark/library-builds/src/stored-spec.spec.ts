import { describe, expect, it } from '@jest/globals';
import { Domain, LibraryBuildSpec } from '@rookery/shared-contracts';
import { STORED_SPEC } from './stored-spec.ts';

/** One stored example of each version. */
const STORED: Readonly<Record<number, object>> = {
  1: {
    version: 1,
    library: 'libraries/paths',
    dataSet: 'dataSets/own',
    domains: ['DOMAIN_HEALTH'],
    limit: 4,
    options: { answerModel: 'a', judgeModel: 'j', depth: 2, budget: 12, seed: 1 },
  },
};

describe('the stored spec of a build', () => {
  it('is read in each of its versions', () => {
    expect(Object.keys(STORED).map(Number).at(-1)).toBe(STORED_SPEC.version);
    for (const stored of Object.values(STORED)) {
      expect(STORED_SPEC.read(stored, 'libraryBuilds/1')).toEqual(
        LibraryBuildSpec.fromPartial({
          library: 'libraries/paths',
          dataSet: 'dataSets/own',
          domains: [Domain.HEALTH],
          limit: 4,
          options: { answerModel: 'a', judgeModel: 'j', depth: 2, budget: 12, seed: 1 },
        }),
      );
    }
  });

  it('is read as it was written', () => {
    const spec = LibraryBuildSpec.fromPartial({ library: 'libraries/paths', options: { seed: 3 } });
    expect(STORED_SPEC.read(JSON.parse(STORED_SPEC.write(spec)), 'libraryBuilds/1')).toEqual(spec);
  });

  it('is refused without a library', () => {
    expect(() => STORED_SPEC.read({ options: {} }, 'libraryBuilds/1')).toThrow(
      'benchmark.job.spec of libraryBuilds/1 cannot be read: library',
    );
  });
});
