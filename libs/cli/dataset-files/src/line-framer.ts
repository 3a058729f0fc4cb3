import { RowBuffer, type Frame, type Framer } from './frame.ts';

const LINE_FEED = 0x0a;

/** Every line is a row, whatever it holds; the last one needs no line break. */
export class LineFramer implements Framer {
  readonly #row = new RowBuffer();

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    let start = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, start)) {
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
