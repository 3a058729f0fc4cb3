import type { Resampling } from '@rookery/shared-intervals';
import { sumsOf } from './cluster-sums.ts';
import { meanInference, type MeanInference } from './mean-inference.ts';
import { STANDARD_RESAMPLING } from './wild-bootstrap.ts';

/** One measured thing. */
export interface Measured {
  /** What makes two measurements a pair: scenario and repetition, or the answer that two judges scored. */
  readonly key: string;
  /** Whose samples resemble each other: the person. */
  readonly cluster: string;
  readonly value: number;
}

/**
 * Differences of what two sides have in common: two models, statuses, judges or runs on the same scenarios. Keys that only one
 * side has are left out.
 *
 * @throws RangeError a key comes twice on one side
 */
export function pairsOf(
  from: Iterable<Measured>,
  to: Iterable<Measured>,
): { readonly cluster: string; readonly from: number; readonly to: number }[] {
  const before = new Map<string, Measured>();
  for (const one of from) {
    if (before.has(one.key)) throw new RangeError(`key: ${one.key} comes twice on one side`);
    before.set(one.key, one);
  }
  const seen = new Set<string>();
  const pairs: { cluster: string; from: number; to: number }[] = [];
  for (const one of to) {
    if (seen.has(one.key)) throw new RangeError(`key: ${one.key} comes twice on one side`);
    seen.add(one.key);
    const other = before.get(one.key);
    if (other !== undefined) pairs.push({ cluster: one.cluster, from: other.value, to: one.value });
  }
  return pairs;
}

/**
 * Mean of paired differences, `to` less `from`, with everything that `meanInference` says of a mean. Pairing takes out of the
 * interval what the two sides share: how hard a scenario is, and for whom.
 *
 * @returns undefined where the two sides have nothing in common
 */
export function pairedDifference(
  from: Iterable<Measured>,
  to: Iterable<Measured>,
  resampling: Resampling = STANDARD_RESAMPLING,
): MeanInference | undefined {
  const differences = pairsOf(from, to).map(
    ({ cluster, from: before, to: after }) => [cluster, after - before] as const,
  );
  return meanInference(sumsOf(differences), 'people', resampling);
}
