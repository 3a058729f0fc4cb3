import type { QueryGroup } from '@rookery/benchmark-statistics';
import type { RunScores } from './run-scores.ts';

/**
 * Sums of values by person and query, for `noiseOf`: of the scores of a cell, or of their differences from another's. Values are
 * sums of three dimensions.
 *
 * @returns undefined where there is no value
 */
export function noiseSums(scores: RunScores, cell: number, from?: number): QueryGroup | undefined {
  const people = { sizes: new Float64Array(scores.people), totals: new Float64Array(scores.people) };
  const querySizesOf = new Float64Array(scores.people);
  const sums = { persons: 0, queries: 0, values: 0, total: 0, squares: 0 };
  let [querySquares, querySizes] = [0, 0];
  for (let scenario = 0; scenario < scores.scenarios; scenario += 1) {
    let [n, s] = [0, 0];
    for (let place = scenario; place < scores.places; place += scores.scenarios) {
      const after = scores.total(place, cell);
      const before = from === undefined ? 0 : scores.total(place, from);
      if (after === 0 || (from !== undefined && before === 0)) continue;
      n += 1;
      s += after - before;
      sums.squares += (after - before) ** 2;
    }
    if (n === 0) continue;
    const person = scores.person(scenario);
    people.sizes[person] = (people.sizes[person] ?? 0) + n;
    people.totals[person] = (people.totals[person] ?? 0) + s;
    querySizesOf[person] = (querySizesOf[person] ?? 0) + n * n;
    sums.queries += 1;
    sums.values += n;
    sums.total += s;
    querySquares += (s * s) / n;
    querySizes += n * n;
  }
  if (sums.values === 0) return undefined;
  let [personSquares, personSizes, querySizesByPerson] = [0, 0, 0];
  people.sizes.forEach((size, person) => {
    if (size === 0) return;
    sums.persons += 1;
    personSquares += (people.totals[person] ?? 0) ** 2 / size;
    personSizes += size * size;
    querySizesByPerson += (querySizesOf[person] ?? 0) / size;
  });
  return { ...sums, querySquares, querySizes, personSquares, personSizes, querySizesByPerson };
}
