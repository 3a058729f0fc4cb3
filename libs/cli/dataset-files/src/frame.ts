/**
 * Framing: finding where each row of a byte stream begins and ends, before anything is parsed. Streaming parsers
 * give up at the first syntax error and hold a value of any size; cutting first bounds memory, and keeps the
 * damage of a broken row to that row.
 */

/** Longest row that is read, in bytes of the file: 1 MiB. */
export const MAX_ROW_BYTES = 1024 * 1024;

/** One row as found in the file, or why its bytes were not kept. */
export type Frame = { readonly bytes: Uint8Array } | { readonly unreadable: string };

/** Cuts a stream of chunks into frames. Chunks may end anywhere and are not kept. */
export interface Framer {
  /** The frames that this chunk completes. */
  push(chunk: Uint8Array): Frame[];
  /** What is left when the file has ended. */
  end(): Frame[];
}

const TOO_LONG = `the row is longer than ${MAX_ROW_BYTES} bytes, the most that is read`;
const FIRST_CAPACITY = 4096;

/** The bytes of the row being cut: grows with the row, and never over the limit. */
export class RowBuffer {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;
  #overflowed = false;

  /** Bytes held; the row may be longer once it has overflowed. */
  get length(): number {
    return this.#length;
  }

  get isEmpty(): boolean {
    return this.#length === 0 && !this.#overflowed;
  }

  /** Whether the row is over the limit; its bytes are gone then. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  append(bytes: Uint8Array): void {
    if (this.#overflowed) return;
    const length = this.#length + bytes.length;
    if (length > MAX_ROW_BYTES) {
      this.clear();
      this.#overflowed = true;
      return;
    }
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(MAX_ROW_BYTES, Math.max(length, 2 * this.#bytes.length)));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  /** A copy of the held bytes from an offset on. */
  from(offset: number): Uint8Array {
    return this.#bytes.slice(offset, this.#length);
  }

  /** Offset of the last occurrence of a byte at or after `from`, or -1. */
  lastIndexOf(byte: number, from: number): number {
    const at = this.#bytes.subarray(0, this.#length).lastIndexOf(byte);
    return at >= from ? at : -1;
  }

  /** The row as a frame; the buffer is empty after. */
  take(): Frame {
    const frame = this.#overflowed ? { unreadable: TOO_LONG } : { bytes: this.from(0) };
    this.clear();
    return frame;
  }

  /** Empties the buffer; the memory of a large row is given back. */
  clear(): void {
    this.#length = 0;
    this.#overflowed = false;
    if (this.#bytes.length > FIRST_CAPACITY) this.#bytes = new Uint8Array(FIRST_CAPACITY);
  }
}
