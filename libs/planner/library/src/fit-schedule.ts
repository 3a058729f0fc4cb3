/** The fewest finished searches that are learned from: under that a search alone does about as well. */
const FIRST_FIT = 20;
const LEAST_GROWTH = 10;
const USUAL_GROWTH = 50;
/** A fit takes time in proportion to the library, so a large one must grow in proportion before the next. */
const LARGE_GROWTH = 0.1;

/**
 * How many finished searches a library must have before it is learned from (again): 20 at first, then half as many again,
 * but no more than 50 (the study: every 50 to 100), and from 500 on a tenth.
 * @param learnedFrom finished searches there were at the last fit; 0: there was none
 */
export function nextFitAt(learnedFrom: number): number {
  const growth = Math.max(LEAST_GROWTH, Math.min(USUAL_GROWTH, Math.floor(learnedFrom / 2)));
  return Math.max(FIRST_FIT, learnedFrom + Math.max(growth, Math.ceil(LARGE_GROWTH * learnedFrom)));
}
