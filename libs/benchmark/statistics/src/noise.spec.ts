import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import golden from './golden.json' with { type: 'json' };
import { detectableDifference, peopleNeeded, powerOfT, varianceOfPerson } from './power.ts';
import { noiseOf, shareOf, type NoiseSplit, type QueryGroup } from './noise.ts';
import { varianceComponents, type InnerGroup, type VarianceComponents } from './variance-components.ts';

type Row = readonly [person: string, query: string, answer: string, value: number];

const rowsOf = (rows: readonly (string | number)[][]): Row[] =>
  rows.map(([person, query, answer, value]) => [
    String(person),
    String(query),
    String(answer),
    Number(value),
  ]);

const groupsOf = (rows: readonly Row[]): InnerGroup[] =>
  [...Map.groupBy(rows, ([person, query, answer]) => `${person} ${query} ${answer}`).values()].map(
    (members) => ({
      path: members[0]?.slice(0, 3) as string[],
      count: members.length,
      total: members.reduce((sum, [, , , value]) => sum + value, 0),
      squares: members.reduce((sum, [, , , value]) => sum + value * value, 0),
    }),
  );

const NAMES = ['person', 'query', 'answer'];

const found = (rows: readonly Row[]): VarianceComponents => {
  const result = varianceComponents(groupsOf(rows), NAMES);
  if ('because' in result) throw new Error(result.because);
  return result;
};

describe('components of variance', () => {
  const { balanced, uneven } = golden.variances;

  it('of equal groups are what REML gives', () => {
    const { components, groups } = found(rowsOf(balanced.rows));
    // As near as the optimiser of statsmodels comes.
    components.forEach((value, place) => expect(value).toBeCloseTo(balanced.reml[place] ?? Number.NaN, 3));
    expect(groups).toEqual([12, 36, 108, 216]);
  });

  it.each([['equal', balanced] as const, ['uneven', uneven] as const])(
    'of %s groups solve the equations that projections give',
    (_, { rows, projections }) => {
      const { raw } = found(rowsOf(rows));
      raw.forEach((value, place) => expect(value).toBeCloseTo(projections[place] ?? Number.NaN, 9));
    },
  );

  it('do not move with a shift, grow with the square of a scale, and are never below 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 4 }), (shift, scale) => {
        const rows = rowsOf(uneven.rows);
        const straight = found(rows);
        const moved = found(rows.map(([p, q, a, value]) => [p, q, a, scale * value + shift] as const));
        moved.raw.forEach((value, place) =>
          expect(value).toBeCloseTo(scale * scale * (straight.raw[place] ?? Number.NaN), 6),
        );
        expect(Math.min(...moved.components)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('say which level has nothing to tell it by', () => {
    const once: InnerGroup[] = ['a', 'b', 'c'].map((person) => ({
      path: [person, 'q', 'x'],
      count: 2,
      total: 4,
      squares: 9,
    }));
    expect(varianceComponents(once, NAMES)).toEqual({
      because: 'No person has a second query, so how they differ cannot be told.',
    });
    expect(varianceComponents(once.slice(0, 1), NAMES)).toEqual({
      because: 'No data set has a second person, so how they differ cannot be told.',
    });
  });
});

describe('power', () => {
  const one = { queriesPerPerson: 1, repetitions: 1 };

  it.each(golden.power)(
    'for an effect of $effect is what statsmodels says',
    ({ effect, alpha, wanted, needed, powers }) => {
      for (const [samples = 0, power = 0] of powers)
        expect(powerOfT(effect, samples, alpha)).toBeCloseTo(power, 6);
      const people = peopleNeeded(
        { difference: 2 * effect, power: wanted, alpha },
        { person: 3, query: 0.5, repetition: 0.5 },
        one,
      );
      expect(people.value).toBe(needed);
    },
  );

  it('needs more people for less difference, more power, less alpha and fewer queries of each', () => {
    const noise = { person: 0.3, query: 0.4, repetition: 0.6 };
    const design = { queriesPerPerson: 2, repetitions: 2 };
    const wanted = { difference: 0.2, power: 0.8, alpha: 0.05 };
    const people = (changed: Partial<typeof wanted & typeof design>): number =>
      peopleNeeded({ ...wanted, ...changed }, noise, { ...design, ...changed }).value ?? Number.NaN;
    const base = people({});
    for (const harder of [
      { difference: 0.1 },
      { power: 0.95 },
      { alpha: 0.01 },
      { queriesPerPerson: 1 },
      { repetitions: 1 },
    ]) {
      expect(people(harder)).toBeGreaterThan(base);
    }
    expect(varianceOfPerson(noise, design)).toBeCloseTo(0.3 + (0.4 + 0.3) / 2, 12);
  });

  it('finds with the people it asked for what it asked them for', () => {
    const noise = { person: 0.5, query: 0.2, repetition: 0.3 };
    const wanted = { difference: 0.25, power: 0.8, alpha: 0.05 };
    const people = peopleNeeded(wanted, noise, one).value ?? 0;
    expect(detectableDifference(people, wanted, noise, one).value).toBeLessThanOrEqual(0.25);
    expect(detectableDifference(people - 1, wanted, noise, one).value).toBeGreaterThan(0.25);
  });

  it('is a sentence without noise, and beyond all people', () => {
    const wanted = { difference: 0.2, power: 0.8, alpha: 0.05 };
    const none = { person: 0, query: 0, repetition: 0 };
    expect(peopleNeeded(wanted, none, one)).toMatchObject({ because: expect.stringContaining('no noise') });
    expect(peopleNeeded({ ...wanted, difference: 1e-6 }, { ...none, person: 1 }, one)).toMatchObject({
      because: expect.stringContaining('More than'),
    });
    expect(detectableDifference(1, wanted, none, one).value).toBeUndefined();
  });
});

describe('noise by person, query and repetition', () => {
  const rows = rowsOf(golden.variances.uneven.rows);
  const sumsOf = (given: readonly Row[]): QueryGroup => {
    const squared = (groups: Iterable<readonly Row[]>, value: (group: readonly Row[]) => number): number =>
      [...groups].reduce((sum, group) => sum + value(group), 0);
    const totalOf = (group: readonly Row[]): number => group.reduce((sum, row) => sum + row[3], 0);
    const persons = Map.groupBy(given, ([person]) => person);
    const queries = Map.groupBy(given, ([person, query]) => `${person} ${query}`);
    return {
      persons: persons.size,
      queries: queries.size,
      values: given.length,
      total: totalOf(given),
      squares: given.reduce((sum, row) => sum + row[3] ** 2, 0),
      personSquares: squared(persons.values(), (group) => totalOf(group) ** 2 / group.length),
      querySquares: squared(queries.values(), (group) => totalOf(group) ** 2 / group.length),
      personSizes: squared(persons.values(), (group) => group.length ** 2),
      querySizes: squared(queries.values(), (group) => group.length ** 2),
      querySizesByPerson: squared(
        persons.values(),
        (group) =>
          squared(Map.groupBy(group, ([, query]) => query).values(), (own) => own.length ** 2) / group.length,
      ),
    };
  };
  const split = (given: readonly Row[]): NoiseSplit => {
    const noise = noiseOf(sumsOf(given));
    if ('because' in noise) throw new Error(noise.because);
    return noise;
  };

  it('from sums is what the groups give', () => {
    const groups = groupsOf(rows.map(([person, query, , value]) => [person, query, '', value] as const));
    const expected = varianceComponents(
      groups.map((group) => ({ ...group, path: group.path.slice(0, 2) })),
      ['person', 'query'],
    );
    if ('because' in expected) throw new Error(expected.because);
    const { noise, variance, notes } = split(rows);
    expect([noise.person, noise.query, noise.repetition]).toEqual(
      expected.components.map((one) => expect.closeTo(one, 9)),
    );
    expect(variance).toBeCloseTo(
      expected.components.reduce((sum, one) => sum + one, 0),
      9,
    );
    expect(notes).toEqual([]);
    expect(shareOf(noise.person, split(rows)).value).toBeGreaterThan(0);
  });

  it('says what cannot be told apart, and counts it with the level above', () => {
    const firstOf = (key: (row: Row) => string): Row[] =>
      [...Map.groupBy(rows, key).values()].flatMap((group) => group.slice(0, 1));
    const once = split(firstOf(([person, query]) => `${person} ${query}`));
    expect(once.noise.repetition).toBe(0);
    expect(once.notes).toEqual([expect.stringContaining('No query was repeated')]);
    const oneQuery = split(rows.filter(([, query]) => query === 'q0'));
    expect(oneQuery.noise.query).toBe(0);
    expect(oneQuery.noise.repetition).toBeGreaterThan(0);
    expect(oneQuery.notes).toEqual([expect.stringContaining('No person has a second query')]);
    const single = split(firstOf(([person]) => person));
    expect(single.noise).toMatchObject({ query: 0, repetition: 0 });
    expect(single.notes).toHaveLength(2);
    expect(noiseOf(sumsOf(rows.slice(0, 1)))).toMatchObject({
      because: 'One person cannot show how people differ.',
    });
  });
});
