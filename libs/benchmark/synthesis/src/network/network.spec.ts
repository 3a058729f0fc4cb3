import { describe, expect, it } from '@jest/globals';
import { drawsOf } from '@rookery/benchmark-statistics';
import fc from 'fast-check';
import { chanceOf, posterior } from './elimination.ts';
import golden from './golden.json' with { type: 'json' };
import type { Network, NetworkNode } from './network.ts';
import { profileNetwork } from './profile-network.ts';
import { readNetwork } from './read-network.ts';
import { sampler } from './sampler.ts';

const listed = (given: Readonly<Record<string, string | undefined>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value]]])),
  );

describe('the network of profiles', () => {
  it('is the version that the golden values were made with', () => {
    expect(golden.network).toBe(profileNetwork().version);
  });

  it.each(golden.queries)('says of $of given $given what pgmpy says', ({ of, given, chances }) => {
    const found = posterior(profileNetwork(), of, listed(given));
    expect(found).toHaveLength(chances.length);
    chances.forEach((chance, at) => expect(Math.abs((found[at] ?? NaN) - chance)).toBeLessThan(1e-12));
  });

  it.each(profileNetwork().rules)('has it that $name', ({ of, given, below, times, than }) => {
    const chance = chanceOf(profileNetwork(), of, given);
    if (below !== undefined) expect(chance).toBeLessThan(below);
    else {
      const other = chanceOf(profileNetwork(), than?.of ?? of, than?.given ?? given);
      expect(chance).toBeGreaterThan((times ?? Infinity) * other);
    }
  });

  it('names each relation of the paper', () => {
    expect(profileNetwork().rules.length).toBeGreaterThanOrEqual(6);
  });
});

/** Networks of three or four variables with two or three values, so small that everything can be counted. */
const smallNetwork: fc.Arbitrary<Pick<Network, 'nodes'>> = fc
  .array(fc.record({ values: fc.integer({ min: 2, max: 3 }), parents: fc.integer({ min: 0, max: 7 }) }), {
    minLength: 3,
    maxLength: 4,
  })
  .chain((shapes) =>
    fc
      .array(fc.integer({ min: 0, max: 20 }), { minLength: 300, maxLength: 300 })
      .map((numbers) => ({ nodes: nodesOf(shapes, numbers) })),
  );

function nodesOf(
  shapes: readonly { values: number; parents: number }[],
  numbers: readonly number[],
): NetworkNode[] {
  let next = 0;
  return shapes.map(({ values, parents: bits }, number) => {
    const parents = [0, 1, 2].filter((one) => one < number && ((bits >> one) & 1) === 1);
    const rows = parents.reduce((product, one) => product * (shapes[one]?.values ?? 1), 1);
    const table = Float64Array.from({ length: rows * values }, () => numbers[next++ % numbers.length] ?? 0);
    for (let row = 0; row < rows; row += 1) {
      const part = table.subarray(row * values, (row + 1) * values);
      const sum = part.reduce((total, one) => total + one, 0);
      part.forEach((one, at) => (part[at] = sum === 0 ? 1 / values : one / sum));
    }
    return {
      name: `n${number}`,
      values: Array.from({ length: values }, (_, at) => `v${at}`),
      parents,
      table,
    };
  });
}

/** All choices of values with their chance, counted out. */
function everything({ nodes }: Pick<Network, 'nodes'>): { values: number[]; chance: number }[] {
  let worlds = [{ values: [] as number[], chance: 1 }];
  for (const { values, parents, table } of nodes) {
    worlds = worlds.flatMap((world) => {
      const row = parents.reduce(
        (place, parent) => place * (nodes[parent]?.values.length ?? 1) + (world.values[parent] ?? 0),
        0,
      );
      return values.map((_, value) => ({
        values: [...world.values, value],
        chance: world.chance * (table[row * values.length + value] ?? 0),
      }));
    });
  }
  return worlds;
}

describe('variable elimination', () => {
  it('says what counting out everything says, in the light of any values of any nodes', () => {
    fc.assert(
      fc.property(
        smallNetwork,
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 4, maxLength: 4 }),
        (network, masks) => {
          const evidence = Object.fromEntries(
            network.nodes.flatMap(({ name, values }, number) => {
              const kept = values.filter((_, at) => (((masks[number] ?? 7) >> at) & 1) === 1);
              return kept.length === 0 ? [] : [[name, kept]];
            }),
          );
          const fitting = everything(network).filter(({ values }) =>
            values.every((value, number) => evidence[`n${number}`]?.includes(`v${value}`) ?? true),
          );
          const all = fitting.reduce((sum, { chance }) => sum + chance, 0);
          for (const { name, values } of network.nodes) {
            const number = Number(name.slice(1));
            if (all === 0) {
              expect(() => posterior(network, [name], evidence)).toThrow('cannot all be true');
              continue;
            }
            const found = posterior(network, [name], evidence);
            values.forEach((_, value) => {
              const counted = fitting.filter((world) => world.values[number] === value);
              const chance = counted.reduce((sum, world) => sum + world.chance, 0) / all;
              expect(found[value]).toBeCloseTo(chance, 12);
            });
          }
        },
      ),
    );
  });
});

describe('sampling', () => {
  it('draws only what the evidence allows, each as often as it should be', () => {
    const evidence = { emotional_state: ['Despair', 'Depression'], age: ['55+'], scenario: ['Financial'] };
    const draw = sampler(profileNetwork(), evidence);
    const draws = drawsOf(7);
    const count = 20_000;
    const people = Array.from({ length: count }, () => draw(draws));
    for (const [node, values] of Object.entries(evidence)) {
      expect(people.every((person) => values.includes(person[node] ?? ''))).toBe(true);
    }
    for (const { name, values } of profileNetwork().nodes) {
      const chances = posterior(profileNetwork(), [name], evidence);
      values.forEach((value, at) => {
        const share = people.filter((person) => person[name] === value).length / count;
        const chance = chances[at] ?? 0;
        // Five standard errors.
        expect(Math.abs(share - chance)).toBeLessThan(5 * Math.sqrt((chance * (1 - chance)) / count) + 1e-9);
      });
    }
  });

  it('draws the same with the same numbers', () => {
    const [one, other] = [drawsOf(3), drawsOf(3)];
    const draw = sampler(profileNetwork(), {});
    expect(Array.from({ length: 20 }, () => draw(one))).toEqual(
      Array.from({ length: 20 }, () => draw(other)),
    );
  });

  it.each([
    [{ planet: ['Mars'] }, 'planet is none of scenario, age'],
    [{ age: ['12'] }, 'age: one or more of 18-24'],
    [{ age: [] }, 'age: one or more of 18-24'],
  ])('refuses %j', (evidence, words) => {
    expect(() => sampler(profileNetwork(), evidence)).toThrow(words);
  });
});

describe('a file of a network', () => {
  const good = 'version: 1\nnodes:\n  - {name: a, values: [x, y], weights: {x: 1, y: 3}}\n';
  it('is read, its weights made chances', () => {
    expect([...(readNetwork(good).nodes[0]?.table ?? [])]).toEqual([0.25, 0.75]);
  });
  it.each([
    ['- a\n- b', 'expected object'],
    ['version: [', 'is not YAML'],
    ['version: 1\nnodes: []', 'nodes'],
    ['version: 1\nnodes: [{name: a, values: [x, x], weights: {x: 1}}]', 'a: has a value twice'],
    ['version: 1\nnodes: [{name: a, values: [x, y], weights: {x: 1}}]', 'a: has no weight for y'],
    ['version: 1\nnodes: [{name: a, values: [x, y], weights: {x: 0, y: 0}}]', 'a: no value is possible'],
    ['version: 1\nnodes: [{name: a, values: [x, y], weights: {x: -1, y: 1}}]', 'weights.x'],
    [
      'version: 1\nnodes: [{name: a, values: [x, y], weights: {x: 1, y: 1, z: 1}}]',
      'a: z is none of its values',
    ],
    [`${good}  - {name: a, values: [x, y], weights: {x: 1, y: 1}}`, 'a: is there twice'],
    [
      `${good}  - {name: b, parents: [c], values: [x, y], weights: {x: 1, y: 1}}`,
      'its parent c is no node before it',
    ],
    [
      `${good}  - {name: b, parents: [a], values: [x, y], weights: {x: 1, y: 1}, when: [{a: [z], times: {x: 2}}]}`,
      'b, when: z is no value of a',
    ],
    [`${good}rules: [{name: r, of: {q: [x]}, below: 0.1}]`, 'rule "r": q is none of a'],
    [`${good}rules: [{name: r, of: {a: [x]}}]`, 'has either below, or times and than'],
  ])('is refused where it is wrong: %j', (text, words) => {
    expect(() => readNetwork(text)).toThrow(words);
  });
});
