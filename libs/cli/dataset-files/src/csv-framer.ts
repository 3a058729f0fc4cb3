import { RowBuffer, type Frame, type Framer } from './frame.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;

const UNCLOSED = 'a quoted field is not closed, so the row runs into the next one';

/** Where in a record a byte stands. `broken`: structure is lost, the rest of the line is passed over. */
type Place = 'field start' | 'plain' | 'quoted' | 'after quote' | 'broken';

/**
 * Records of a CSV file (RFC 4180): a line break inside a quoted field belongs to the field.
 *
 * A quote that is never closed swallows lines until some later row opens a quote of its own. That shows as text
 * right after a closing quote: the lines before are one unreadable row, and reading goes on with the line on which
 * it showed. Without any later quote it cannot be told, and the swallowed lines are lost.
 */
export class CsvFramer implements Framer {
  readonly #row = new RowBuffer();
  #place: Place = 'field start';

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === LINE_FEED && this.#place !== 'quoted') {
        this.#row.append(chunk.subarray(start, at));
        frames.push(this.#row.take());
        this.#place = 'field start';
        start = at + 1;
        continue;
      }
      const next = nextPlace(this.#place, byte);
      if (next === 'broken' && this.#place !== 'broken') {
        this.#row.append(chunk.subarray(start, at));
        start = at;
        if (this.#leaveSwallowedLines(frames)) {
          at--; // The byte that showed it stands in another place now.
          continue;
        }
      }
      this.#place = next;
    }
    this.#row.append(chunk.subarray(start));
    return frames;
  }

  end(): Frame[] {
    return this.#row.isEmpty ? [] : [this.#row.take()];
  }

  // Whether there were any. The tail holds no line break, so reading it again cannot find more of them: every
  // byte is read at most twice.
  #leaveSwallowedLines(frames: Frame[]): boolean {
    const lastBreak = this.#row.overflowed ? -1 : this.#row.lastIndexOf(LINE_FEED, 0);
    if (lastBreak === -1) return false;
    const tail = this.#row.from(lastBreak + 1);
    this.#row.clear();
    frames.push({ unreadable: UNCLOSED });
    this.#place = 'field start';
    frames.push(...this.push(tail));
    return true;
  }
}

function nextPlace(place: Place, byte: number): Place {
  switch (place) {
    case 'field start':
      if (byte === QUOTE) return 'quoted';
      return byte === COMMA ? 'field start' : 'plain';
    case 'plain':
      return byte === COMMA ? 'field start' : 'plain';
    case 'quoted':
      return byte === QUOTE ? 'after quote' : 'quoted';
    case 'after quote':
      if (byte === QUOTE) return 'quoted';
      if (byte === COMMA) return 'field start';
      return byte === CARRIAGE_RETURN ? 'after quote' : 'broken';
    case 'broken':
      return 'broken';
  }
}
