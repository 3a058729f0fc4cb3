import { invalidArgument } from '@rookery/shared-errors';
import { ordered, product, summedOut, type Factor, type Sizes } from './factor.ts';
import type { Network, ValuesByNode } from './network.ts';

/** What was eliminated together with a variable: the product of all that spoke of it. */
export interface Bucket {
  readonly variable: number;
  readonly factor: Factor;
}

/** A network in the light of evidence, as factors to work with. */
export interface Conditioned {
  readonly sizes: Sizes;
  readonly factors: readonly Factor[];
}

/**
 * The network's tables with what the evidence rules out struck from them.
 * @param evidence the values that are still possible, for any subset of the nodes
 * @throws RookeryError INVALID_ARGUMENT (evidence) for a node or a value that there is not
 */
export function conditioned({ nodes }: Pick<Network, 'nodes'>, evidence: ValuesByNode): Conditioned {
  const sizes = nodes.map(({ values }) => values.length);
  const factors = nodes.map(({ parents, table }, number) => ordered([...parents, number], table, sizes));
  const known = Object.entries(evidence).map(([name, allowed]): Factor => {
    const number = nodes.findIndex((node) => node.name === name);
    const node = nodes[number];
    if (node === undefined) {
      throw invalidArgument('evidence', `${name} is none of ${nodes.map((one) => one.name).join(', ')}`);
    }
    const strange = allowed.find((value) => !node.values.includes(value));
    if (strange !== undefined || allowed.length === 0) {
      throw invalidArgument('evidence', `${name}: one or more of ${node.values.join(', ')} are wanted`);
    }
    return {
      variables: [number],
      table: Float64Array.from(node.values, (value) => (allowed.includes(value) ? 1 : 0)),
    };
  });
  return { sizes, factors: [...factors, ...known] };
}

/**
 * Variable elimination: takes the variables out one after the other, each time the one whose table is smallest then.
 * @returns what is left over `keep`, not normalised, and the buckets in the order of elimination
 */
export function eliminate(
  { sizes, factors }: Conditioned,
  keep: readonly number[],
): { readonly rest: Factor; readonly buckets: readonly Bucket[] } {
  let left = [...factors];
  const waiting = new Set(sizes.keys().filter((variable) => !keep.includes(variable)));
  const buckets: Bucket[] = [];
  while (waiting.size > 0) {
    const [variable] = [...waiting].reduce<readonly [number, number]>(
      (best, one) => {
        const size = sizeTogether(left, one, sizes);
        return size < best[1] ? [one, size] : best;
      },
      [-1, Infinity],
    );
    const speaking = left.filter(({ variables }) => variables.includes(variable));
    const factor = product(speaking, sizes);
    buckets.push({ variable, factor });
    left = [...left.filter((one) => !speaking.includes(one)), summedOut(factor, variable, sizes)];
    waiting.delete(variable);
  }
  return { rest: product(left, sizes), buckets };
}

function sizeTogether(factors: readonly Factor[], variable: number, sizes: Sizes): number {
  const together = new Set(
    factors.flatMap(({ variables }) => (variables.includes(variable) ? variables : [])),
  );
  return [...together].reduce((all, one) => all * (sizes[one] ?? 1), 1);
}

/**
 * The joint distribution of some nodes in the light of evidence.
 * @param of names of nodes
 * @returns chances that add up to 1, the last node's values changing fastest
 * @throws RookeryError INVALID_ARGUMENT (evidence), also where it cannot be true
 */
export function posterior(
  network: Pick<Network, 'nodes'>,
  of: readonly string[],
  evidence: ValuesByNode,
): Float64Array {
  const numbers = of.map((name) => network.nodes.findIndex((node) => node.name === name));
  if (numbers.includes(-1)) throw invalidArgument('of', `${of.join(', ')}: not all are nodes`);
  const light = conditioned(network, evidence);
  const { rest } = eliminate(light, numbers);
  const { table } = product([rest], light.sizes, numbers);
  const sum = table.reduce((total, chance) => total + chance, 0);
  if (!(sum > 0)) throw impossible();
  return table.map((chance) => chance / sum);
}

/**
 * The chance of values in the light of others, 0..1.
 * @throws RookeryError as posterior
 */
export function chanceOf(network: Pick<Network, 'nodes'>, of: ValuesByNode, given: ValuesByNode): number {
  const names = Object.keys(of);
  const table = posterior(network, names, given);
  const lists = names.map((name) => network.nodes.find((node) => node.name === name)?.values ?? []);
  let total = 0;
  table.forEach((chance, index) => {
    let rest = index;
    const fits = lists.toReversed().every((values, back) => {
      const value = values[rest % values.length] ?? '';
      rest = Math.floor(rest / values.length);
      return of[names[names.length - 1 - back] ?? '']?.includes(value) ?? false;
    });
    if (fits) total += chance;
  });
  return total;
}

export function impossible(): Error {
  return invalidArgument('evidence', 'cannot all be true: the network gives it no chance');
}
