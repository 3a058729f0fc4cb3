import { drawsOf, type Interval, quantileOf, type Resampling } from '@rookery/shared-intervals';

/**
 * Sums of many means over the same clusters: the cells of a report and the differences between them. Rows are clusters and
 * columns are means; a cell of the table is the number of samples of a cluster that a mean is over, and the sum of their values.
 */
export class BootstrapTable {
  readonly columns: number;
  readonly #places = new Map<string, number>();
  /** Row after row: size and total of each column in turn. */
  #cells: Float64Array;

  /**
   * @param columns number of means, 1 or more
   * @param clusters how many there will be, if it is known; the table grows where there are more
   */
  constructor(columns: number, clusters = 1024) {
    this.columns = columns;
    this.#cells = new Float64Array(2 * columns * Math.max(1, clusters));
  }

  get clusters(): number {
    return this.#places.size;
  }

  /** Adds samples of one cluster to one mean. */
  add(cluster: string, column: number, total: number, samples = 1): void {
    this.addAt(this.place(cluster), column, total, samples);
  }

  /** The number of a cluster, for `addAt`; a new one where it was not seen before. */
  place(cluster: string): number {
    const known = this.#places.get(cluster);
    if (known !== undefined) return known;
    const place = this.#places.size;
    this.#places.set(cluster, place);
    const width = 2 * this.columns;
    if ((place + 1) * width > this.#cells.length) {
      const larger = new Float64Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    return place;
  }

  addAt(place: number, column: number, total: number, samples = 1): void {
    const at = 2 * (place * this.columns + column);
    this.#cells[at] = (this.#cells[at] ?? 0) + samples;
    this.#cells[at + 1] = (this.#cells[at + 1] ?? 0) + total;
  }

  /** The means; NaN for those without samples. */
  means(): Float64Array {
    const sums = new Float64Array(2 * this.columns);
    for (let place = 0; place < this.clusters; place += 1) this.#take(sums, place, 1);
    return quotients(sums);
  }

  /**
   * The means of resamples of clusters, one resample at a time; NaN for means that a resample has no sample of. A cluster that is
   * drawn k times enters once with weight k, which leaves the sums as they are and a third of the work undone.
   *
   * @returns the same array each time, with other means in it
   */
  *resamples({ replicates, seed }: Resampling): Generator<Float64Array, void, undefined> {
    const draws = drawsOf(seed);
    const count = this.clusters;
    const weights = new Uint16Array(count);
    const sums = new Float64Array(2 * this.columns);
    const means = new Float64Array(this.columns);
    for (let replicate = 0; replicate < replicates; replicate += 1) {
      weights.fill(0);
      for (let draw = 0; draw < count; draw += 1) {
        const place = draws.below(count);
        weights[place] = (weights[place] ?? 0) + 1;
      }
      sums.fill(0);
      for (let place = 0; place < count; place += 1) {
        const weight = weights[place] ?? 0;
        if (weight > 0) this.#take(sums, place, weight);
      }
      for (let column = 0; column < this.columns; column += 1) {
        means[column] = (sums[2 * column + 1] ?? 0) / (sums[2 * column] ?? 0);
      }
      yield means;
    }
  }

  /**
   * 95% percentile intervals of all means from the same resamples.
   *
   * @returns undefined for means without samples in some resample
   */
  intervals(resampling: Resampling): (Interval | undefined)[] {
    const { replicates } = resampling;
    // Column after column, so that each can be sorted where it lies.
    const resampled = new Float64Array(this.columns * replicates);
    let replicate = 0;
    for (const means of this.resamples(resampling)) {
      for (let column = 0; column < this.columns; column += 1) {
        resampled[column * replicates + replicate] = means[column] ?? Number.NaN;
      }
      replicate += 1;
    }
    return Array.from({ length: this.columns }, (_, column) => {
      const values = resampled.subarray(column * replicates, (column + 1) * replicates).sort();
      // NaN sorts last.
      if (values.length === 0 || Number.isNaN(values.at(-1))) return undefined;
      return { low: quantileOf(values, 0.025), high: quantileOf(values, 0.975) };
    });
  }

  #take(sums: Float64Array, place: number, weight: number): void {
    const cells = this.#cells;
    const width = 2 * this.columns;
    const start = place * width;
    for (let at = 0; at < width; at += 1) sums[at] = (sums[at] ?? 0) + weight * (cells[start + at] ?? 0);
  }
}

function quotients(sums: Float64Array): Float64Array {
  const means = new Float64Array(sums.length / 2);
  for (let column = 0; column < means.length; column += 1) {
    means[column] = (sums[2 * column + 1] ?? 0) / (sums[2 * column] ?? 0);
  }
  return means;
}
