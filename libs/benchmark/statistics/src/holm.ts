/**
 * P values corrected for being one of many by Holm's step-down procedure (Scandinavian J. of Statistics 6, 1979). A
 * comparison with a corrected value below 0.05 differs, and the chance that any one of the table is wrongly said to differ stays
 * below 5%, however the comparisons depend on each other.
 *
 * @param values p values, 0..1; undefined for comparisons that could not be made, which do not count
 * @returns the corrected values in the same order, 0..1
 */
export function holm(values: readonly (number | undefined)[]): (number | undefined)[] {
  const ordered = values
    .map((value, place) => ({ value, place }))
    .filter((one): one is { value: number; place: number } => one.value !== undefined)
    .sort((a, b) => a.value - b.value);
  const corrected = new Array<number | undefined>(values.length).fill(undefined);
  let largest = 0;
  ordered.forEach(({ value, place }, rank) => {
    largest = Math.max(largest, Math.min(1, value * (ordered.length - rank)));
    corrected[place] = largest;
  });
  return corrected;
}
