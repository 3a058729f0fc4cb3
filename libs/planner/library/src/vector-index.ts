import { createVectorMatrix, type VectorMatrix } from '@rookery/shared-planner-wasm';

/** A path of the index and how alike its query is. */
export interface Neighbour {
  readonly id: string;
  /** Cosine, 0..1: what points away counts as having nothing in common. */
  readonly similarity: number;
}

/** Ids and their vectors in memory; exact neighbours. */
export class VectorIndex {
  readonly #ids: string[] = [];
  readonly #known = new Set<string>();
  #matrix: VectorMatrix | undefined;
  #holders = 0;
  #closed = false;

  get size(): number {
    return this.#ids.length;
  }

  /** Bytes of the core's memory; the ids, some 100 bytes each, are not in it. */
  get memory(): number {
    return this.#matrix?.memory ?? 0;
  }

  /** Adds vectors, all of one length; an id that is there already changes nothing. */
  add(rows: readonly { readonly id: string; readonly vector: Float32Array }[]): void {
    const fresh = [...new Map(rows.map((row) => [row.id, row])).values()].filter(
      ({ id }) => !this.#known.has(id),
    );
    const [first] = fresh;
    if (first === undefined) return;
    this.#matrix ??= createVectorMatrix(first.vector.length);
    this.#matrix.add(fresh.map(({ vector }) => vector));
    for (const { id } of fresh) {
      this.#ids.push(id);
      this.#known.add(id);
    }
  }

  /** The nearest, nearest first; equal ones in the order they were added. */
  nearest(query: Float32Array, limit: number): Neighbour[] {
    const rows = this.#matrix?.nearest(query, limit) ?? [];
    return rows.flatMap(({ row, cosine }) => {
      const id = this.#ids[row];
      return id === undefined ? [] : [{ id, similarity: Math.max(0, cosine) }];
    });
  }

  /** Keeps the memory until the hold is disposed of, even when the index is closed meanwhile. */
  hold(): Disposable {
    this.#holders += 1;
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (!held) return;
        held = false;
        this.#holders -= 1;
        this.#free();
      },
    };
  }

  /** Gives the memory back once nobody holds the index. */
  close(): void {
    this.#closed = true;
    this.#free();
  }

  #free(): void {
    if (!this.#closed || this.#holders > 0) return;
    this.#matrix?.close();
  }
}
