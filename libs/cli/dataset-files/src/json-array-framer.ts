import { RowBuffer, type Frame, type Framer } from './frame.ts';
import { isOneOfSeveral } from './json-form.ts';
import { JsonNesting } from './json-nesting.ts';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What `#previous` holds when there was nothing yet, and after a string that a line break ended. */
const NOTHING = 0;
const BROKEN_STRING = 1;

const CUT_OFF = 'the file ends in the middle of this row';
const NOT_CLOSED = 'the file ends before the array is closed; rows after this one may be missing';

const ANOTHER_LIST = 'another list of rows follows in the file, and was not read; make a file of it';

const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
const mayFollowString = (byte: number): boolean =>
  byte === COMMA || byte === COLON || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;

/**
 * The elements of one JSON array, or JSON objects one after another. Elements are only cut here; whether one is valid is seen
 * when it is parsed.
 *
 * A broken element must not swallow the next. Three things that no valid element holds give it away: a line break
 * inside a string ends the string; "{" inside an object, but not after ":", begins the next element; and text
 * right after a string means that the quote before it opened a string instead of closing one, so that the element
 * before began where that string's last "{" stands. What cannot be told: an element that lost its end inside an
 * array of its own ("[1, 2, {...}"), whose followers count as part of it until the row limit; and an element cut
 * off inside a key or value whose rest happens to continue as valid JSON, which takes its follower with it.
 */
export class JsonArrayFramer implements Framer {
  readonly #row = new RowBuffer();
  readonly #nesting = new JsonNesting();
  /** Whether the array has begun and not ended. */
  #isOpen = false;
  #inString = false;
  #escaped = false;
  #stringStart = 0;
  /** The last byte outside strings that is not white space; the closing quote stands for a string. */
  #previous = NOTHING;
  /** What stands after an array that is part of an object; undefined where the array is all there is. */
  readonly #rest: RestOfObject | undefined;
  #isOver = false;

  /** @param isWrapped the array is a member of an object, which goes on after it */
  constructor(isWrapped = false) {
    this.#rest = isWrapped ? new RestOfObject() : undefined;
  }

  push(chunk: Uint8Array): Frame[] {
    if (this.#isOver) {
      const begin = this.#rest?.see(chunk) ?? -1;
      if (begin === -1) return [];
      this.#isOver = false;
      this.#isOpen = true;
      return this.push(chunk.subarray(begin));
    }
    const frames: Frame[] = [];
    // Bytes from `start` on are not in the row buffer yet.
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        this.#insideString(byte);
        continue;
      }
      if (isSpace(byte)) continue;
      if (byte === OPEN_ARRAY && !this.#isOpen && this.#previous === NOTHING) {
        this.#isOpen = true;
        start = at + 1;
        continue;
      }
      if (this.#previous === QUOTE && !this.#nesting.isEmpty && !mayFollowString(byte)) {
        this.#row.append(chunk.subarray(start, at));
        start = at;
        this.#mistakenQuote(frames);
        at--; // The byte stands inside a string after all.
        continue;
      }
      if (this.#endsElement(byte)) {
        this.#row.append(chunk.subarray(start, at));
        this.#finish(frames);
        start = byte === OPEN_OBJECT ? at : at + 1;
        if (byte === CLOSE_ARRAY) {
          this.#isOpen = false;
          this.#isOver = this.#rest !== undefined;
          if (this.#isOver) return [...frames, ...this.push(chunk.subarray(start))];
        }
        if (byte !== OPEN_OBJECT) continue;
      }
      if (byte === QUOTE) {
        this.#inString = true;
        this.#stringStart = this.#row.length + at - start;
      }
      this.#nesting.see(byte);
      this.#previous = byte;
    }
    this.#row.append(chunk.subarray(start));
    return frames;
  }

  end(): Frame[] {
    if (this.#rest?.hasAnotherList === true) return [{ unreadable: ANOTHER_LIST }];
    if (this.#inString || !this.#nesting.isEmpty) return [{ unreadable: CUT_OFF }];
    const frames: Frame[] = [];
    this.#finish(frames);
    return this.#isOpen ? [...frames, { unreadable: NOT_CLOSED }] : frames;
  }

  #insideString(byte: number): void {
    if (byte === LINE_FEED) {
      this.#inString = false;
      this.#escaped = false;
      this.#previous = BROKEN_STRING;
    } else if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inString = false;
      this.#previous = QUOTE;
    }
  }

  #endsElement(byte: number): boolean {
    if (this.#nesting.isEmpty) {
      if (byte === COMMA || byte === CLOSE_ARRAY) return true;
      return byte === OPEN_OBJECT && this.#previous !== NOTHING;
    }
    if (byte === OPEN_OBJECT) return this.#nesting.inObject && this.#previous !== COLON;
    return byte === CLOSE_ARRAY && !this.#nesting.hasArray;
  }

  #finish(frames: Frame[]): void {
    const frame = this.#row.take();
    // Nothing but white space stood between two commas, or before the end: there is no row.
    if (this.#previous !== NOTHING) frames.push(frame);
    this.#nesting.clear();
    this.#previous = NOTHING;
  }

  // What seemed to close a string opened one. If the text between holds "{", the string before was never closed and
  // a new element began there. It is the last "{" before this place, so no byte is read more than twice.
  #mistakenQuote(frames: Frame[]): void {
    const begin = this.#row.overflowed ? -1 : this.#row.lastIndexOf(OPEN_OBJECT, this.#stringStart);
    if (begin === -1) {
      this.#inString = true;
      this.#stringStart = this.#row.length;
      return;
    }
    const tail = this.#row.from(begin);
    const broken = this.#row.from(0).subarray(0, begin);
    this.#row.clear();
    this.#nesting.clear();
    this.#previous = NOTHING;
    frames.push({ bytes: broken });
    frames.push(...this.push(tail));
  }
}

/** Longest name that is kept, in characters. */
const LONGEST_NAME = 60;

/** Looks for a list of objects in what follows the rows. */
class RestOfObject {
  #previous = NOTHING;
  #inString = false;
  #escaped = false;
  #name = '';
  hasAnotherList = false;

  /** @returns where the first object of another list of rows of the same kind begins; -1: nowhere in this chunk */
  see(chunk: Uint8Array): number {
    for (const [at, byte] of chunk.entries()) {
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
        else if (this.#name.length < LONGEST_NAME) this.#name += String.fromCharCode(byte);
        continue;
      }
      if (isSpace(byte)) continue;
      if (byte === QUOTE) {
        this.#inString = true;
        this.#name = '';
      }
      const isList = byte === OPEN_OBJECT && this.#previous === OPEN_ARRAY;
      this.#previous = byte;
      if (isList && isOneOfSeveral(this.#name)) {
        this.#previous = NOTHING;
        return at;
      }
      if (isList) this.hasAnotherList = true;
    }
    return -1;
  }
}
