import { OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';

/** What every peer does: asks a mock model for an answer to each sample, and a mock judge for its verdict on it. */
export interface Work {
  readonly queries: readonly string[];
  readonly samples: number;
  /** Samples at once. */
  readonly inFlight: number;
  /** How long each call of a model takes. */
  readonly latencyMs: number;
  /** What the model says, about as long as our simulated ones. */
  readonly answer: string;
}

/** What all of it took. */
export interface Taken {
  readonly seconds: number;
  /** Of all processes. */
  readonly processorSeconds: number;
}

const SENTENCE =
  'That sounds hard, and it makes sense that you want to be careful about it before you decide. ';

export const work = (shape: Pick<Work, 'samples' | 'inFlight' | 'latencyMs'>): Work => ({
  ...shape,
  queries: OWN_SCENARIOS.map(({ query }) => query),
  answer: SENTENCE.repeat(8),
});

/** Samples a second when nothing but the two calls of each sample took time; Infinity without latency. */
export const idealRate = ({ inFlight, latencyMs }: Pick<Work, 'inFlight' | 'latencyMs'>): number =>
  inFlight / ((2 * latencyMs) / 1000);
