import type { Draws } from '@rookery/benchmark-statistics';
import { conditioned, eliminate, impossible, type Bucket } from './elimination.ts';
import type { Sizes } from './factor.ts';
import type { Network, ValuesByNode } from './network.ts';

/** One value of each node, by its name. */
export type Draw = Readonly<Record<string, string>>;

/**
 * Exact samples in the light of evidence: all variables are eliminated once, then drawn in the opposite order, each from what was
 * eliminated with it, in the light of what is drawn already.
 * @throws RookeryError INVALID_ARGUMENT (evidence), also where it cannot be true
 */
export function sampler(network: Pick<Network, 'nodes'>, evidence: ValuesByNode): (draws: Draws) => Draw {
  const light = conditioned(network, evidence);
  const { rest, buckets } = eliminate(light, []);
  if (!((rest.table[0] ?? 0) > 0)) throw impossible();
  const backwards = buckets.toReversed();
  return (draws) => {
    const drawn = new Map<number, number>();
    for (const bucket of backwards) {
      drawn.set(bucket.variable, drawnFrom(bucket, drawn, light.sizes, draws.unit()));
    }
    return Object.fromEntries(
      network.nodes.map(({ name, values }, number) => [name, values[drawn.get(number) ?? 0] ?? '']),
    );
  };
}

function drawnFrom(
  { variable, factor }: Bucket,
  drawn: ReadonlyMap<number, number>,
  sizes: Sizes,
  unit: number,
): number {
  let [place, step, own] = [0, 1, 1];
  for (const other of factor.variables.toReversed()) {
    if (other === variable) own = step;
    else place += (drawn.get(other) ?? 0) * step;
    step *= sizes[other] ?? 1;
  }
  const weights = Array.from(
    { length: sizes[variable] ?? 1 },
    (_, value) => factor.table[place + value * own] ?? 0,
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let rest = unit * sum;
  for (const [value, weight] of weights.entries()) {
    if (weight > 0 && rest < weight) return value;
    rest -= weight;
  }
  // Rounding only: the last one that is possible.
  return weights.findLastIndex((weight) => weight > 0);
}
