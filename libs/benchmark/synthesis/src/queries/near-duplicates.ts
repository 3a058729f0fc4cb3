/** A query's place by meaning: 32-bit floats, of length 1. */
export type Vector = Float32Array;

/** A vector of length 1; one of length 0 stays as it is. */
export function normalised(values: readonly number[]): Vector {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => (length === 0 ? 0 : value / length));
}

/** Cosine of two vectors of length 1 and of the same size, -1..1. */
export function cosine(one: Vector, other: Vector): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

/** Whether one of `others` is at least as near as `limit`. Vectors of another size were made by another embedder and are not compared. */
export function hasNear(vector: Vector, others: Iterable<Vector>, limit: number): boolean {
  for (const other of others) {
    if (other.length === vector.length && cosine(vector, other) >= limit) return true;
  }
  return false;
}

/** As the database keeps it. */
export function toBytes(vector: Vector): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** A buffer of the driver may begin anywhere, a typed array may not: a copy. */
export function fromBytes(bytes: Buffer): Vector {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
