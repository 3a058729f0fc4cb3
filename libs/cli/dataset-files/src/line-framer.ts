import { RowBuffer, type Frame, type Framer } from './frame.ts';

/** Every line is a row, whatever it holds; the last one needs no line break. */
export class LineFramer implements Framer {
  readonly #row = new RowBuffer();
  readonly #lineEnd: number;

  /** @param lineEnd the byte that ends a line; of two that do, the last */
  constructor(lineEnd: number) {
    this.#lineEnd = lineEnd;
  }

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    let start = 0;
    const end = this.#lineEnd;
    for (let at = chunk.indexOf(end); at !== -1; at = chunk.indexOf(end, start)) {
      this.#row.append(chunk.subarray(start, at));
      frames.push(this.#row.take());
      start = at + 1;
    }
    this.#row.append(chunk.subarray(start));
    return frames;
  }

  end(): Frame[] {
    return this.#row.isEmpty ? [] : [this.#row.take()];
  }
}
