import { RowBuffer, type Frame, type Framer } from './frame.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;

const UNCLOSED = 'a quoted field is not closed, so the row runs into the next one';

/** Where in a record a byte stands. `broken`: structure is lost, the rest of the line is passed over. */
type Place = 'field start' | 'plain' | 'quoted' | 'after quote' | 'broken';

/**
 * Records of a CSV file (RFC 4180, with any one separator): a line break inside a quoted field belongs to the field. Both
 * line feeds and carriage returns end a record, and an empty one is none.
 *
 * A quote that is never closed swallows lines until some later row opens a quote of its own. That shows as text
 * right after a closing quote: the lines before are one unreadable row, and reading goes on with the line on which
 * it showed. Without any later quote it cannot be told, and the swallowed lines are lost.
 */
export class CsvFramer implements Framer {
  readonly #row = new RowBuffer();
  readonly #separator: number;
  #place: Place = 'field start';

  /** @param separator the byte between fields */
  constructor(separator: number) {
    this.#separator = separator;
  }

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if ((byte === LINE_FEED || byte === CARRIAGE_RETURN) && this.#place !== 'quoted') {
        this.#row.append(chunk.subarray(start, at));
        if (!this.#row.isEmpty) frames.push(this.#row.take());
        this.#place = 'field start';
        start = at + 1;
        continue;
      }
      const next = nextPlace(this.#place, byte, this.#separator);
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
    const lastBreak = this.#row.overflowed
      ? -1
      : Math.max(this.#row.lastIndexOf(LINE_FEED, 0), this.#row.lastIndexOf(CARRIAGE_RETURN, 0));
    if (lastBreak === -1) return false;
    const tail = this.#row.from(lastBreak + 1);
    this.#row.clear();
    frames.push({ unreadable: UNCLOSED });
    this.#place = 'field start';
    frames.push(...this.push(tail));
    return true;
  }
}

function nextPlace(place: Place, byte: number, separator: number): Place {
  switch (place) {
    case 'field start':
      if (byte === QUOTE) return 'quoted';
      return byte === separator ? 'field start' : 'plain';
    case 'plain':
      return byte === separator ? 'field start' : 'plain';
    case 'quoted':
      return byte === QUOTE ? 'after quote' : 'quoted';
    case 'after quote':
      if (byte === QUOTE) return 'quoted';
      if (byte === separator) return 'field start';
      return 'broken';
    case 'broken':
      return 'broken';
  }
}
