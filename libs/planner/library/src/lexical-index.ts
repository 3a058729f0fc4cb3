/** A text of the index and how alike it is. */
export interface Neighbour {
  readonly id: string;
  /** Cosine of the weighted words, 0..1; 1 for the same words. */
  readonly similarity: number;
}

interface Posting {
  readonly document: number;
  /** 1 + ln(occurrences). */
  readonly weight: number;
}

/**
 * Texts by the words they share: cosine over tf-idf weights, (1 + ln tf) * ln(1 + N / df). Knows nothing of meaning; the
 * place of a sentence embedder where there is none.
 */
export class LexicalIndex {
  readonly #ids: string[] = [];
  readonly #known = new Set<string>();
  readonly #postings = new Map<string, Posting[]>();
  #lengths: Float64Array | undefined;

  get size(): number {
    return this.#ids.length;
  }

  /** Adds a text; an id that is there already changes nothing. */
  add(id: string, text: string): void {
    if (this.#known.has(id)) return;
    this.#known.add(id);
    const document = this.#ids.push(id) - 1;
    for (const [word, count] of wordCounts(text)) {
      const postings = this.#postings.get(word);
      const posting = { document, weight: 1 + Math.log(count) };
      if (postings === undefined) this.#postings.set(word, [posting]);
      else postings.push(posting);
    }
    // Every idf has changed with N, so all lengths have.
    this.#lengths = undefined;
  }

  /** The most similar texts that share a word, most similar first; equal ones in the order they were added. */
  nearest(text: string, limit: number): Neighbour[] {
    const lengths = (this.#lengths ??= this.#measure());
    const products = new Map<number, number>();
    let square = 0;
    for (const [word, count] of wordCounts(text)) {
      const postings = this.#postings.get(word) ?? [];
      const idf = this.#idf(postings.length);
      const weight = (1 + Math.log(count)) * idf;
      square += weight * weight;
      for (const posting of postings) {
        const product = weight * posting.weight * idf;
        products.set(posting.document, (products.get(posting.document) ?? 0) + product);
      }
    }
    return [...products]
      .map(([document, product]) => ({
        document,
        // Rounding may carry equal texts past 1.
        similarity: Math.min(1, product / ((lengths[document] ?? 1) * Math.sqrt(square))),
      }))
      .sort((a, b) => b.similarity - a.similarity || a.document - b.document)
      .slice(0, limit)
      .flatMap(({ document, similarity }) => {
        const id = this.#ids[document];
        return id === undefined ? [] : [{ id, similarity }];
      });
  }

  #measure(): Float64Array {
    const squares = new Float64Array(this.#ids.length);
    for (const postings of this.#postings.values()) {
      const idf = this.#idf(postings.length);
      for (const { document, weight } of postings) {
        squares[document] = (squares[document] ?? 0) + (weight * idf) ** 2;
      }
    }
    return squares.map(Math.sqrt);
  }

  // A word of no text weighs like a word of one: what the library does not know makes a query less alike.
  #idf(documents: number): number {
    return Math.log(1 + this.#ids.length / Math.max(1, documents));
  }
}

function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
