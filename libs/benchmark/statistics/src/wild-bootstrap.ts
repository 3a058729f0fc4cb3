import { type Draws, drawsOf, type Interval, type Resampling } from '@rookery/shared-intervals';
import { spreadOf, type ClusterSums } from './cluster-sums.ts';

/** What reports use: 1,999 resamples, so that 5% of them and the sample itself make a whole number. */
export const STANDARD_RESAMPLING: Resampling = { replicates: 1999, seed: 20_250_518 };

/** Webb's six weights: mean 0, variance 1, and enough of them for a handful of clusters. */
const WEBB = [-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(0.5), 1, Math.sqrt(1.5)] as const;

/**
 * The wild cluster bootstrap-t of a mean, with the null hypothesis imposed (Cameron, Gelbach and Miller, Review of Economics
 * and Statistics 90, 2008) and Webb's six-point weights (Webb, Queen's Economics Department working paper 1315, 2014). For few
 * or uneven clusters, where the t interval covers too seldom.
 *
 * To test that the mean is m, the residual sum of each cluster, s_g - n_g m, is multiplied by a weight of its own, and the t
 * statistic of the sample is compared with those of the resamples. The interval holds every m that is not rejected at 5%, found
 * by bisection over the same weights.
 */
export class WildBootstrap {
  readonly #sums: ClusterSums;
  readonly #mean: number;
  readonly #standardError: number;
  readonly #samples: number;
  readonly #clusters: number;
  /** Of each resample, with weights w: sums of w s, w n, w^2 s^2, w^2 s n, w^2 n^2, w s n and w n^2. */
  readonly #resamples: Float64Array;
  readonly #sizeSquared: number;

  /** @param sums of at least two clusters that differ */
  constructor(sums: ClusterSums, { replicates, seed }: Resampling) {
    const { mean, standardError, samples, clusters } = spreadOf(sums);
    if (!(standardError > 0)) throw new RangeError('sums: at least two clusters that differ are needed');
    this.#sums = sums;
    this.#mean = mean;
    this.#standardError = standardError;
    this.#samples = samples;
    this.#clusters = clusters;
    this.#sizeSquared = sums.sizes.reduce((sum, size) => sum + size * size, 0);
    this.#resamples = this.#drawn(replicates, drawsOf(seed));
  }

  /** Chance of a t statistic at least as far from 0 if the mean were `hypothesis`, the sample counted among the resamples. */
  pValue(hypothesis: number): number {
    const m = hypothesis;
    const r = this.#resamples;
    const samples = this.#samples;
    const sizeSquared = this.#sizeSquared;
    const factor = this.#clusters / (this.#clusters - 1);
    // A hair below, so that a resample that is the sample itself counts as one.
    const observed = (Math.abs(this.#mean - m) / this.#standardError) * (1 - 1e-12);
    let asFar = 0;
    // e_g = s_g - n_g m is taken times w_g, then everything as for the sample: the mean's distance from m, and the residuals' sum
    // of squares around it.
    for (let place = 0; place < r.length; place += SUMS) {
      const distance = ((r[place] ?? 0) - m * (r[place + 1] ?? 0)) / samples;
      const squares = (r[place + 2] ?? 0) - 2 * m * (r[place + 3] ?? 0) + m * m * (r[place + 4] ?? 0);
      const crossed = (r[place + 5] ?? 0) - m * (r[place + 6] ?? 0);
      const residual = squares - 2 * distance * crossed + distance * distance * sizeSquared;
      const error = Math.sqrt(factor * Math.max(residual, 0)) / samples;
      if (Math.abs(distance) >= observed * error) asFar += 1;
    }
    return (asFar + 1) / (r.length / SUMS + 1);
  }

  /** 95% interval of the mean. */
  interval(): Interval {
    return { low: this.#end(-1), high: this.#end(1) };
  }

  #end(side: -1 | 1): number {
    let inside = this.#mean;
    let step = this.#standardError;
    let outside = inside + side * step;
    // Far outside every mean is rejected, unless clusters are so few that no weighting can be told from the sample.
    for (let doubling = 0; this.pValue(outside) > 0.05; doubling += 1) {
      if (doubling === MOST_DOUBLINGS) return side * Number.POSITIVE_INFINITY;
      inside = outside;
      step *= 2;
      outside += side * step;
    }
    for (let halving = 0; halving < HALVINGS; halving += 1) {
      const middle = (inside + outside) / 2;
      if (this.pValue(middle) > 0.05) inside = middle;
      else outside = middle;
    }
    return inside;
  }

  #drawn(replicates: number, draws: Draws): Float64Array {
    const { sizes, totals } = this.#sums;
    const resamples = new Float64Array(replicates * SUMS);
    for (let place = 0; place < resamples.length; place += SUMS) {
      let [ws, wn, wwss, wwsn, wwnn, wsn, wnn] = [0, 0, 0, 0, 0, 0, 0];
      for (let g = 0; g < sizes.length; g += 1) {
        const n = sizes[g] ?? 0;
        const s = totals[g] ?? 0;
        const w = WEBB[draws.below(WEBB.length)] ?? 0;
        const ww = w * w;
        ws += w * s;
        wn += w * n;
        wwss += ww * s * s;
        wwsn += ww * s * n;
        wwnn += ww * n * n;
        wsn += w * s * n;
        wnn += w * n * n;
      }
      resamples.set([ws, wn, wwss, wwsn, wwnn, wsn, wnn], place);
    }
    return resamples;
  }
}

const SUMS = 7;
const MOST_DOUBLINGS = 12;
/** To a hundred-millionth of the standard error. */
const HALVINGS = 28;
