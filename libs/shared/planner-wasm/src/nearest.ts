import { guarded, Handle, whole } from './failure.ts';
import { core } from './module.ts';

/** A vector of the matrix and how alike it is. */
export interface NearestRow {
  /** Its number: vectors count from 0 in the order they were added. */
  readonly row: number;
  /** -1..1. */
  readonly cosine: number;
}

/** Vectors in the core's memory: for each number a byte to search by and four to be exact. */
export interface VectorMatrix extends Disposable {
  readonly dimensions: number;
  /** Number of vectors. */
  readonly rows: number;
  /** Bytes held for them. */
  readonly memory: number;
  /**
   * Adds vectors, each scaled to length 1. All or none.
   * @throws RookeryError INVALID_ARGUMENT: another length, or a vector without a direction (0, infinite or NaN)
   */
  add(vectors: readonly Float32Array[]): void;
  /**
   * The vectors nearest by cosine, nearest first; of equally near ones the earlier. Exact: what measuring all of them
   * gives, in single precision.
   * @param limit most vectors, 0..2^32-1
   * @throws RookeryError INVALID_ARGUMENT as for `add`
   */
  nearest(query: Float32Array, limit: number): NearestRow[];
  close(): void;
}

/**
 * An empty matrix. It holds memory of the core until it is closed.
 * @param dimensions length of its vectors, 1..4096
 * @throws RookeryError INVALID_ARGUMENT
 */
export function createVectorMatrix(dimensions: number): VectorMatrix {
  const length = whole('dimensions', dimensions);
  const { CoreMatrix } = core();
  const handle = new Handle(
    'matrix',
    guarded(() => new CoreMatrix(length)),
  );
  return {
    dimensions,
    get rows() {
      return handle.use((inner) => inner.rows);
    },
    get memory() {
      return handle.use((inner) => inner.memory);
    },
    add: (vectors) => {
      // One crossing for all of them.
      const joined = new Float32Array(vectors.reduce((sum, vector) => sum + vector.length, 0));
      let at = 0;
      for (const vector of vectors) {
        joined.set(vector, at);
        at += vector.length;
      }
      handle.use((inner) => {
        inner.add(joined);
      });
    },
    nearest: (query, limit) => {
      const found = handle.use((inner) => inner.nearest(query, whole('limit', limit)));
      return Array.from({ length: found.length / 2 }, (_, place) => ({
        row: found[2 * place] ?? 0,
        cosine: found[2 * place + 1] ?? 0,
      }));
    },
    close: () => {
      handle.close();
    },
    [Symbol.dispose]: () => {
      handle.close();
    },
  };
}
