/** A weighted sum: what logistic regression learns. The higher, the likelier; 0 is as likely as not. */
export interface Linear {
  readonly weights: readonly number[];
  readonly bias: number;
}

/** What tools/classifier learned from labelled messages. */
export interface Classifier {
  /** Counts up whenever weights or the threshold change. */
  readonly version: number;
  /** Name of the embedder that its vectors come from; those of others mean nothing to it. */
  readonly embedder: string;
  /** Of a vector: a sentence or a whole message. */
  readonly piece: Linear;
  /** Of the features of a message (featuresOf). */
  readonly message: Linear;
  /** From this score on a message is a concern. */
  readonly threshold: number;
}

export function linear({ weights, bias }: Linear, values: ArrayLike<number>): number {
  let sum = bias;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (values[i] ?? 0);
  return sum;
}

/**
 * What is told of a message by the scores of its pieces: of the whole, the highest of a sentence, the mean of the three highest, the mean
 * of all, and how many there are.
 * @param vectors of the pieces, in the order of piecesOf
 */
export function featuresOf(vectors: readonly ArrayLike<number>[], piece: Linear): number[] {
  const [whole = 0, ...others] = vectors.map((vector) => linear(piece, vector));
  const sentences = (others.length > 0 ? others : [whole]).toSorted((a, b) => b - a);
  const [highest = 0] = sentences;
  return [whole, highest, mean(sentences.slice(0, 3)), mean(sentences), Math.log(sentences.length)];
}

/** How much a message sounds like one of somebody in danger. */
export function scoreOf(vectors: readonly ArrayLike<number>[], { piece, message }: Classifier): number {
  return linear(message, featuresOf(vectors, piece));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
