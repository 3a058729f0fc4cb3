/** Places texts in a space where cosine measures how alike they are. */
export interface Embedder {
  /**
   * Which model makes the vectors. Vectors of embedders of different names cannot be compared; of the same name they
   * always can, whatever process or machine made them.
   */
  readonly name: string;
  /** Length of every vector. */
  readonly dimensions: number;
  /**
   * A vector of length 1 for each text, in the order of the texts. Equal texts get equal vectors, up to rounding.
   * @throws the signal's reason once it is aborted; RookeryError UNAVAILABLE when what embeds cannot be reached
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>;
  /** Frees threads and memory; `embed` may not be called afterwards. May be called twice. */
  close(): Promise<void>;
}
