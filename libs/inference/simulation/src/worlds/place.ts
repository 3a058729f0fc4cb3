/** Where a query lies among others. */
export interface Place {
  /** Coordinates for the world's truth; about standard normal in each dimension. */
  readonly latent: readonly number[];
  /** A vector of length 1; the cosine of two says how closely the queries are related. */
  readonly direction: Float64Array;
}

/** Tells where queries lie. */
export interface Places {
  /** How they are told, in a word for people; part of the world's name where it is not how the world is meant. */
  readonly means: string;
  of(query: string): Promise<Place>;
  /** How near two queries lie, as a share of the way from two at random (0) to one and what is found for it (1). */
  nearness(query: string, other: string): Promise<number>;
  close(): Promise<void>;
}

/** The coordinates of a direction. Beyond 10 no world takes them. */
export function latentOf(direction: Float64Array): number[] {
  const scale = Math.sqrt(direction.length);
  const latent: number[] = [];
  // By hand: with `Array.from` this took most of the time in which a query is placed.
  for (let index = 0; index < direction.length; index += 1)
    latent.push(Math.min(10, Math.max(-10, (direction[index] ?? 0) * scale)));
  return latent;
}

/** Of vectors of length 1. */
export function cosine(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** A share from 0 to 1. */
export function shareBetween(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
