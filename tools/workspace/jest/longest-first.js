// The order of the files. Where jest does not know from an earlier run how long each takes, it begins with the largest: the few lines that
// start six services would come last, and every worker but one would be idle.
// JavaScript, because the types of jest's own order are those of another module than Node loads.
import TestSequencer from '@jest/test-sequencer';

/** Specs that start whole platforms or read texts by the thousand. */
const LONGEST = /\/(?:apps\/.*\.int|tools\/.*)\.spec\.ts$/;
const LONG = /\.int\.spec\.ts$/;

const rank = ({ path }) => (LONGEST.test(path) ? 0 : LONG.test(path) ? 1 : 2);

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    return super.sort([...tests]).toSorted((one, other) => rank(one) - rank(other));
  }
}
