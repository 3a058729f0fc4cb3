// Exact nearest neighbours over unit vectors of 384 numbers, as the path library asks for them: the core's matrix against the
// plain loop in TypeScript over one Float32Array, turn by turn on the same queries, and medians. Vectors come in clusters, as
// queries of people do; no more neighbours are alike than in a real library.
//
//     npm run bench -- retrieval                       14,000 and 100,000 paths
//     node tools/bench/retrieval.bench.ts 1000000      also a million (2 GB of memory, half a minute)
import { createVectorMatrix, type VectorMatrix } from '@rookery/shared-planner-wasm';

const DIMENSIONS = 384;
const NEIGHBOURS = 5;
const QUERIES = 41;
const CLUSTERS = 500;
/** Share of a vector that is its own and not its cluster's. */
const OWN = 0.7;
const BATCH = 1000;

/** Mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 - 0.5;
  };
}

const random = randomNumbers(1);
const direction = (): Float32Array => unit(Float32Array.from({ length: DIMENSIONS }, random));
const centres = Array.from({ length: CLUSTERS }, direction);

function unit(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square);
  return vector.map((value) => value / length);
}

function sentence(): Float32Array {
  const centre = centres[Math.floor((random() + 0.5) * CLUSTERS)] ?? new Float32Array(DIMENSIONS);
  const own = direction();
  return unit(centre.map((value, index) => (1 - OWN) * value + OWN * (own[index] ?? 0)));
}

/** What one would write without the core: measure all, keep the best few in order. */
function plainLoop(rows: Float32Array, query: Float32Array): number[] {
  const best: { row: number; cosine: number }[] = [];
  for (let row = 0; row * DIMENSIONS < rows.length; row++) {
    const start = row * DIMENSIONS;
    let cosine = 0;
    for (let index = 0; index < DIMENSIONS; index++)
      cosine += (rows[start + index] ?? 0) * (query[index] ?? 0);
    if (best.length === NEIGHBOURS && cosine <= (best.at(-1)?.cosine ?? 0)) continue;
    best.push({ row, cosine });
    best.sort((a, b) => b.cosine - a.cosine);
    if (best.length > NEIGHBOURS) best.pop();
  }
  return best.map(({ row }) => row);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now();
  const result = work();
  return { ms: performance.now() - start, result };
}

function print(metric: string, value: number, unit: string, baseline: number | undefined): void {
  const rounded = (x: number): number => Number(x.toPrecision(4));
  const compared =
    baseline === undefined
      ? { baseline: null, ratio: null }
      : { baseline: rounded(baseline), ratio: rounded(value / baseline) };
  console.log(JSON.stringify({ bench: 'retrieval', metric, value: rounded(value), unit, ...compared }));
}

function measure(size: number): void {
  const name = size >= 1_000_000 ? `${size / 1_000_000}m` : `${size / 1000}k`;
  using matrix: VectorMatrix = createVectorMatrix(DIMENSIONS);
  // The plain loop has its rows too where they fit one array.
  const rows = size <= 100_000 ? new Float32Array(size * DIMENSIONS) : undefined;
  for (let from = 0; from < size; from += BATCH) {
    const batch = Array.from({ length: BATCH }, sentence);
    matrix.add(batch);
    batch.forEach((vector, row) => rows?.set(vector, (from + row) * DIMENSIONS));
  }
  const core: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < QUERIES; round++) {
    const query = sentence();
    const found = timed(() => matrix.nearest(query, NEIGHBOURS).map(({ row }) => row));
    core.push(found.ms);
    if (rows === undefined) continue;
    const expected = timed(() => plainLoop(rows, query));
    plain.push(expected.ms);
    if (found.result.join() !== expected.result.join()) throw new Error('the two found different rows');
  }
  print(`knn_${name}_ms`, median(core), 'ms', rows === undefined ? undefined : median(plain));
  print(
    `knn_${name}_memory_mb`,
    matrix.memory / 1e6,
    'MB',
    rows === undefined ? undefined : rows.byteLength / 1e6,
  );
}

for (const size of [14_000, 100_000, ...process.argv.slice(2).map(Number)]) measure(size);
