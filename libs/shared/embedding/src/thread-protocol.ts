/** What a thread of an embedder is started with. */
export interface ThreadStart {
  /** Folder of model.onnx and tokenizer.json. */
  readonly folder: string;
  readonly dimensions: number;
  readonly maxTokens: number;
}

/** Texts to embed. */
export interface ThreadOrder {
  readonly texts: readonly string[];
}

/** What comes back: once `loaded`, then one answer for each order, in their order. */
export type ThreadAnswer =
  | { readonly loaded: true }
  /** The vectors one after the other. */
  | { readonly vectors: Float32Array<ArrayBuffer> }
  | { readonly failure: string };
