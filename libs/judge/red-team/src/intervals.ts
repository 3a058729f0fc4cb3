/** A 95% interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

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

/** 97.5% quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * A share with Wilson's interval (Wilson, J. Amer. Statist. Assoc. 22, 1927), at the effective number of trials of Korn and Graubard
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
  return { hits, trials: n, clusters: G, value: p, interval: wilson(p, effective) };
}

function wilson(p: number, n: number): Interval {
  const z2 = Z * Z;
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return { low: p === 0 ? 0 : Math.max(0, middle - half), high: p === 1 ? 1 : Math.min(1, middle + half) };
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

/** So many resamplings. */
const RESAMPLINGS = 2000;

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
  const draw = uniform(0x2545f491);
  const means = Array.from({ length: RESAMPLINGS }, () => {
    let total = 0;
    let size = 0;
    for (let drawn = 0; drawn < groups.length; drawn += 1) {
      const group = groups[draw(groups.length)];
      total += group?.total ?? 0;
      size += group?.size ?? 0;
    }
    return total / size;
  }).sort((a, b) => a - b);
  return {
    value,
    ...about,
    interval: {
      low: means[Math.floor(0.025 * RESAMPLINGS)] ?? NaN,
      high: means[Math.ceil(0.975 * RESAMPLINGS) - 1] ?? NaN,
    },
  };
}

/** Whole numbers from 0 up to, and without, a limit, all as likely (splitmix32). Not for secrets. */
function uniform(seed: number): (limit: number) => number {
  const { floor, imul } = Math;
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * limit);
  };
}
