import { chiSquareAbove, holm } from '@rookery/benchmark-statistics';
import { posterior } from '../network/elimination.ts';
import type { Network, ValuesByNode } from '../network/network.ts';
import { SCENARIO_NODE } from '../network/profile-network.ts';

/** Values of the nodes of one profile, the root among them. */
export type Observed = Readonly<Record<string, string>>;

/** A chi-square test of one node. */
export interface BalanceTest {
  readonly attribute: string;
  /** The nodes in whose light the expected counts stand. */
  readonly given: readonly string[];
  readonly statistic: number;
  /** 0: too few profiles for a test. */
  readonly degreesOfFreedom: number;
  readonly pValue: number | undefined;
  readonly correctedPValue: number | undefined;
  readonly values: readonly {
    readonly value: string;
    readonly observed: number;
    readonly expected: number;
  }[];
}

/** Below this a corrected p value says that profiles are not as the network has them. */
const BALANCE_LEVEL = 0.01;
/** Fewest expected in a cell (Cochran): cells with fewer are pooled with their neighbours. */
const FEWEST_EXPECTED = 5;

/**
 * Pearson's chi-square tests of profiles against the network that they were sampled from: each attribute in the light of the scenario,
 * and in the light of all its parents where these are others. Expected counts stand in the light of what the profiles were conditioned
 * on. Within one choice of given values the expected counts add up to the observed ones, so that a choice with k cells after pooling
 * has k - 1 degrees of freedom. P values are corrected for all tests (Holm).
 */
export function balanceTests(
  network: Network,
  people: readonly Observed[],
  evidence: ValuesByNode,
): readonly BalanceTest[] {
  const raw = network.nodes.flatMap(({ name, parents }) => {
    if (name === SCENARIO_NODE) return [];
    const family = parents.map((at) => network.nodes[at]?.name ?? '');
    const lights = [[SCENARIO_NODE], family].filter(
      (given, at) => at === 0 || given.join() !== SCENARIO_NODE,
    );
    return lights.map((given) => testOf(network, people, evidence, name, given));
  });
  const corrected = holm(raw.map(({ pValue }) => pValue));
  return raw.map((test, at) => ({ ...test, correctedPValue: corrected[at] }));
}

/** Whether no test says that the profiles are not as the network has them. */
export function inBalance(tests: readonly BalanceTest[]): boolean {
  return tests.every(({ correctedPValue = 1 }) => correctedPValue >= BALANCE_LEVEL);
}

function testOf(
  network: Network,
  people: readonly Observed[],
  evidence: ValuesByNode,
  attribute: string,
  given: readonly string[],
): Omit<BalanceTest, 'correctedPValue'> {
  const names = network.nodes.find(({ name }) => name === attribute)?.values ?? [];
  const totals = names.map((value) => ({ value, observed: 0, expected: 0 }));
  const conditional = conditionalOf(network, evidence, attribute, given);
  let [statistic, degreesOfFreedom] = [0, 0];
  for (const group of Map.groupBy(people, (person) =>
    given.map((node) => person[node]).join('\n'),
  ).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const chances = conditional(first);
    const cells = names.map((value, at) => ({
      observed: group.filter((person) => person[attribute] === value).length,
      expected: (chances[at] ?? 0) * group.length,
    }));
    cells.forEach((cell, at) => {
      const total = totals[at];
      if (total === undefined) return;
      total.observed += cell.observed;
      total.expected += cell.expected;
    });
    const pooled = pooledCells(cells);
    degreesOfFreedom += Math.max(0, pooled.length - 1);
    if (pooled.length > 1)
      statistic += pooled.reduce(
        (sum, { observed, expected }) => sum + (observed - expected) ** 2 / expected,
        0,
      );
  }
  const pValue = degreesOfFreedom === 0 ? undefined : chiSquareAbove(statistic, degreesOfFreedom);
  // What cannot be is no matter of chance.
  const impossible = totals.some(({ observed, expected }) => observed > 0 && expected === 0);
  return { attribute, given, statistic, degreesOfFreedom, pValue: impossible ? 0 : pValue, values: totals };
}

/** The chances of an attribute's values in the light of a person's given ones, from one table for all persons. */
function conditionalOf(
  network: Network,
  evidence: ValuesByNode,
  attribute: string,
  given: readonly string[],
): (person: Observed) => Float64Array {
  const joint = posterior(network, [...given, attribute], evidence);
  const valuesOf = (node: string): readonly string[] =>
    network.nodes.find(({ name }) => name === node)?.values ?? [];
  const width = valuesOf(attribute).length;
  return (person) => {
    const row = given.reduce((place, node) => {
      const values = valuesOf(node);
      return place * values.length + values.indexOf(person[node] ?? '');
    }, 0);
    const chances = joint.slice(row * width, (row + 1) * width);
    const sum = chances.reduce((total, chance) => total + chance, 0);
    return sum > 0 ? chances.map((chance) => chance / sum) : chances;
  };
}

/** Cells with few expected are thrown together, the rarest first, until none has fewer than FEWEST_EXPECTED. */
function pooledCells(
  cells: readonly { readonly observed: number; readonly expected: number }[],
): { observed: number; expected: number }[] {
  const rising = cells.filter(({ expected }) => expected > 0).sort((a, b) => a.expected - b.expected);
  const pooled: { observed: number; expected: number }[] = [];
  let pool = { observed: 0, expected: 0 };
  for (const { observed, expected } of rising) {
    pool = { observed: pool.observed + observed, expected: pool.expected + expected };
    if (pool.expected < FEWEST_EXPECTED) continue;
    pooled.push(pool);
    pool = { observed: 0, expected: 0 };
  }
  const last = pooled.at(-1);
  if (last === undefined) return pool.expected > 0 ? [pool] : [];
  last.observed += pool.observed;
  last.expected += pool.expected;
  return pooled;
}
