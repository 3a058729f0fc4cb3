import TestSequencer from '@jest/test-sequencer';

type Tests = Parameters<TestSequencer['sort']>[0];

/** Specs that start whole platforms or read texts by the thousand. */
const LONGEST = /\/(?:apps\/.*\.int|tools\/.*)\.spec\.ts$/;
const LONG = /\.int\.spec\.ts$/;

/**
 * The order of the files. Where jest does not know from an earlier run how long each takes, it begins with the largest: the few lines that
 * start six services would come last, and every worker but one would be idle.
 */
export default class LongestFirst extends TestSequencer {
  override sort(tests: Tests): Tests {
    const byWhatJestKnows = super.sort([...tests]);
    return byWhatJestKnows.toSorted((one, other) => rank(one.path) - rank(other.path));
  }
}

const rank = (path: string): number => (LONGEST.test(path) ? 0 : LONG.test(path) ? 1 : 2);
