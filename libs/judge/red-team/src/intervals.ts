import { bootstrapInterval, wilsonInterval, type Interval } from '@rookery/shared-intervals';

/** A share of trials, some of which are variants of one another. */
export interface Share {
  readonly hits: number;
  readonly trials: number;
  /** Groups of variants. */
  readonly clusters: number;
  /** hits / trials; NaN without trials. */
  readonly value: number;
  /** Undefined without trials. */
  readonly interval: Interval | undefined;
}

/**
 * A share with Wilson's interval at the effective number of trials of Korn and Graubard
 * (Survey Methodology 24, 1998): variants of one attack are no independent trials. The cluster-robust variance of the share,
 *
 *     v = sum_g (h_g - n_g * p)^2 / n^2,      n_eff = p(1-p) / v, between 1 and n
 *
 * which is n where every trial is a cluster of its own. Where all trials end alike, so that v is 0 and says nothing, n_eff is the number
 * of clusters. With a handful of clusters the interval is somewhat too narrow.
 */
export function clusteredShare(
  trials: readonly { readonly cluster: string; readonly hit: boolean }[],
): Share {
  const n = trials.length;
  const hits = trials.filter(({ hit }) => hit).length;
  const groups = [...Map.groupBy(trials, ({ cluster }) => cluster).values()];
  const G = groups.length;
  const p = hits / n;
  if (n === 0) return { hits, trials: n, clusters: 0, value: NaN, interval: undefined };
  const residual = groups.reduce(
    (sum, group) => sum + (group.filter(({ hit }) => hit).length - group.length * p) ** 2,
    0,
  );
  const variance = G < 2 ? 0 : residual / n ** 2;
  const effective = variance === 0 ? G : Math.min(n, Math.max(1, (p * (1 - p)) / variance));
  return { hits, trials: n, clusters: G, value: p, interval: wilsonInterval(p, effective) };
}

/** A mean of differences. */
export interface MeanDifference {
  /** NaN without pairs. */
  readonly value: number;
  readonly pairs: number;
  readonly clusters: number;
  /** Undefined with fewer than two clusters, or when all of them say the same, which tells nothing of how they vary. */
  readonly interval: Interval | undefined;
}

const RESAMPLING = { replicates: 2000, seed: 0x2545f491 };

/**
 * The mean of paired differences with a 95% percentile interval of a cluster bootstrap (Cameron, Gelbach and Miller, Rev. Econ. Stat. 90,
 * 2008, section II), whole clusters drawn with replacement, 2,000 times, from a fixed seed. With fewer than about 30 clusters such
 * intervals are somewhat too narrow.
 */
export function clusteredDifference(
  pairs: readonly { readonly cluster: string; readonly difference: number }[],
): MeanDifference {
  const groups = [...Map.groupBy(pairs, ({ cluster }) => cluster).values()].map((group) => ({
    total: group.reduce((sum, { difference }) => sum + difference, 0),
    size: group.length,
  }));
  const about = { pairs: pairs.length, clusters: groups.length };
  const value = groups.reduce((sum, { total }) => sum + total, 0) / pairs.length;
  const same = groups.every(({ total, size }) => total / size === value);
  if (groups.length < 2 || same) return { value, ...about, interval: undefined };
  const meanOf = (drawn: Uint32Array): number => {
    let [total, size] = [0, 0];
    for (const place of drawn) {
      total += groups[place]?.total ?? 0;
      size += groups[place]?.size ?? 0;
    }
    return total / size;
  };
  return { value, ...about, interval: bootstrapInterval(groups.length, meanOf, RESAMPLING).interval };
}
