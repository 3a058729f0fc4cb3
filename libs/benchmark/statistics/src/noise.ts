import { none, type Statistic } from '@rookery/shared-intervals';
import type { Noise } from './power.ts';
import { componentsFrom, type NestedSums } from './variance-components.ts';

/** Sums of values by person and query: what a database adds up for `noiseOf`. */
export interface QueryGroup {
  readonly persons: number;
  readonly queries: number;
  readonly values: number;
  readonly total: number;
  /** Sum of the squares of values. */
  readonly squares: number;
  /** Sum over persons, and over queries, of the squared total over the number of values. */
  readonly personSquares: number;
  readonly querySquares: number;
  /** Sum over persons, and over queries, of the squared number of values. */
  readonly personSizes: number;
  readonly querySizes: number;
  /** Sum over persons of (sum over their queries of the squared number of values) over the person's number of values. */
  readonly querySizesByPerson: number;
}

/** Where the noise of a value comes from, and what could not be told apart. */
export interface NoiseSplit {
  readonly noise: Noise;
  /** All of it: the variance of a single value. */
  readonly variance: number;
  /** Which parts lie together in another because the run does not repeat them; empty where all are told apart. */
  readonly notes: readonly string[];
}

/**
 * Splits the variance of values into person, query and repetition (the answer and the judge), by `varianceComponents`. Where
 * the run has one query a person or one repetition a query, what cannot be told apart is counted with the level above it,
 * from which repeating does not take it away: needs are then rather too high than too low.
 *
 * @returns the sentence why not, for fewer than two people
 */
export function noiseOf(sums: QueryGroup): NoiseSplit | { readonly because: string } {
  if (sums.persons < 2) return { because: 'One person cannot show how people differ.' };
  const repeated = sums.values > sums.queries;
  const severalQueries = sums.queries > sums.persons;
  const names = [...(severalQueries ? ['person'] : []), ...(repeated ? ['query'] : [])];
  // With neither, each value is a person of its own.
  if (names.length === 0) {
    const variance = (sums.squares - (sums.total * sums.total) / sums.values) / (sums.values - 1);
    return {
      noise: { person: Math.max(0, variance), query: 0, repetition: 0 },
      variance: Math.max(0, variance),
      notes: [ONE_QUERY, ONE_REPETITION],
    };
  }
  const found = componentsFrom(nestedOf(sums, severalQueries, repeated), names);
  if ('because' in found) return found;
  const [first = 0, second = 0, third = 0] = found.components;
  const noise = severalQueries
    ? { person: first, query: second, repetition: repeated ? third : 0 }
    : { person: first, query: 0, repetition: second };
  return {
    noise,
    variance: noise.person + noise.query + noise.repetition,
    notes: [...(severalQueries ? [] : [ONE_QUERY]), ...(repeated ? [] : [ONE_REPETITION])],
  };
}

const ONE_QUERY = 'No person has a second query, so queries are counted with people.';
const ONE_REPETITION =
  'No query was repeated, so the noise of answers and judge is counted with the level above it.';

/** The share of the variance that one part has. */
export function shareOf(part: number, { variance }: NoiseSplit): Statistic {
  return variance > 0 ? { value: part / variance } : none('The scores do not vary.');
}

function nestedOf(sums: QueryGroup, severalQueries: boolean, repeated: boolean): NestedSums {
  const { persons, queries, values, total, squares } = sums;
  const everything = { groups: 1, squares: (total * total) / values };
  const person = { groups: persons, squares: sums.personSquares };
  const query = { groups: queries, squares: sums.querySquares };
  const single = { groups: values, squares };
  const levels = [everything, ...(severalQueries ? [person] : []), ...(repeated ? [query] : []), single];
  const sizes = new Map([
    [person, sums.personSizes],
    [query, sums.querySizes],
    [single, values],
  ]);
  return {
    groups: levels.map((level) => level.groups),
    squares: levels.map((level) => level.squares),
    weights: levels.map((outer, at) =>
      levels.map((inner, place) => {
        if (place <= at) return values;
        if (outer === everything) return (sizes.get(inner) ?? 0) / values;
        // Single values in a group u add n_u / n_u each; queries in a person are what was added up for that.
        return inner === single ? outer.groups : sums.querySizesByPerson;
      }),
    ),
  };
}
