/** Bytes of a file's beginning by which its form is judged. */
export const SAMPLE_BYTES = 64 * 1024;

/** The beginning of a stream, and the whole of it, which can be read once. */
export interface Beginning {
  /** The first bytes: as many as were asked for, or all where there are fewer. Nobody else writes into them. */
  readonly head: Uint8Array;
  /** Whether `head` is all there is. */
  readonly isWhole: boolean;
  /** Everything, `head` included. */
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Looks at the beginning of a stream, to judge by it. What is found there does not depend on where chunks end. A source may
 * use its buffer again once it is asked for the next chunk.
 * @param size bytes to look at
 */
export async function beginningOf(source: AsyncIterable<Uint8Array>, size: number): Promise<Beginning> {
  const chunks = source[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < size && !ended) {
    const next = await chunks.next();
    if (next.done === true) ended = true;
    else {
      held.push(new Uint8Array(next.value));
      length += next.value.length;
    }
  }
  const all = joined(held, length);
  return { head: all.subarray(0, size), isWhole: length <= size && ended, bytes: everything(all, chunks) };
}

async function* everything(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield first;
    for (;;) {
      const next = await rest.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

/** A stream without its first bytes. */
export async function* withoutFirst(
  bytes: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = count;
  for await (const chunk of bytes) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
