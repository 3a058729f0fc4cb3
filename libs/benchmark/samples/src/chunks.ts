/** A piece of a run that one process takes: samples first..last, inclusive. */
export interface Chunk {
  readonly chunk: number;
  readonly first: number;
  readonly last: number;
}

/** Rows of the queue that one run may make. */
const MOST_CHUNKS = 2000;
/** A kill costs at most what was in flight, so a chunk may be long; short ones spread better over processes. */
const SHORTEST_CHUNK = 32;

/**
 * Cuts a run into chunks of twice its concurrency, so that one process always has work beyond what it waits for and
 * others find something to take. A run with a limit on calls or cost is one chunk: whoever has it counts alone.
 */
export function chunksOf(samples: number, concurrency: number, limited: boolean): readonly Chunk[] {
  const even = Math.ceil(samples / MOST_CHUNKS);
  const size = limited ? samples : Math.max(2 * concurrency, SHORTEST_CHUNK, even);
  const chunks: Chunk[] = [];
  for (let first = 0; first < samples; first += size) {
    chunks.push({ chunk: chunks.length, first, last: Math.min(first + size, samples) - 1 });
  }
  return chunks;
}
