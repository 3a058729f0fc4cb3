/**
 * JSON as models write it. Kind to its shape: single and typographic quotes, names without quotes, trailing and missing commas, raw
 * line breaks and quotes in texts, comments, `4/5` and `None` without quotes. Strict about its structure: what is not
 * closed is never completed.
 */

/** A value as a model wrote it. */
export type Written = string | number | boolean | null | readonly Written[] | WrittenObject;

/** The fields in order: a key that is there twice must not pass for one. */
export interface WrittenObject {
  readonly fields: readonly (readonly [key: string, value: Written])[];
}

/** Objects and lists of objects in a text, and what stands around them. */
export interface WrittenValues {
  /** In the order of the text; values inside of values belong to the outer one. */
  readonly values: readonly { readonly value: Written; readonly start: number; readonly end: number }[];
  /** The text without them, each replaced by a line break. */
  readonly rest: string;
  /** Whether a value begins and never ends, because the text was cut. */
  readonly unclosed: boolean;
}

/** How many openings that turn out to begin nothing are tried: text full of braces must not cost quadratic time. */
const MOST_OPENINGS = 64;
/** Values nested deeper are not read. */
const DEEPEST = 8;

/** What can begin a value. A brace in prose does not. */
const OPENING = /\{\s*(?:["'“}]|[A-Za-z_]\w{0,60}\s*:|$)|\[\s*\{/g;

/** Finds the objects of a text, and the lists of objects. */
export function writtenValuesIn(text: string): WrittenValues {
  const values: { value: Written; start: number; end: number }[] = [];
  let rest = '';
  let from = 0;
  for (let misses = 0; misses < MOST_OPENINGS;) {
    OPENING.lastIndex = from;
    const start = OPENING.exec(text)?.index;
    if (start === undefined) break;
    const reader = new Reader(text, start);
    const value = reader.value(0);
    if (value === UNCLOSED) return { values, rest, unclosed: true };
    rest += text.slice(from, start);
    if (value === NO_VALUE) {
      misses += 1;
      rest += text[start] ?? '';
      from = start + 1;
    } else {
      values.push({ value, start, end: reader.at });
      rest += '\n';
      from = reader.at;
    }
  }
  return { values, rest: rest + text.slice(from), unclosed: false };
}

const UNCLOSED = Symbol('the text ended in the middle of a value');
const NO_VALUE = Symbol('this is not a value');
type Read<T> = T | typeof UNCLOSED | typeof NO_VALUE;

const SPACE = /(?:\s|\/\/[^\n]*)*/y;
const NAME = /[A-Za-z_]\w*/y;
/** A number, a word, or the like of `4/5`. */
const BARE = /[^\s,:{}[\]"'“”][^,:{}[\]"'“”\n]*/y;
/** What follows the quote that ends a text. Valid JSON never has anything else there, so a quote followed by something else is part of the text. */
const AFTER_QUOTE = /[^\S\n]*(?:[,:}\]\n]|\/\/|$)/y;
const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”' };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const WORDS: ReadonlyMap<string, Written> = new Map<string, Written>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['True', true],
  ['False', false],
  ['None', null],
]);

class Reader {
  readonly #text: string;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  value(depth: number): Read<Written> {
    if (depth > DEEPEST) return NO_VALUE;
    this.#take(SPACE);
    const next = this.#text[this.at];
    if (next === undefined) return UNCLOSED;
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#list(depth);
    if (next in CLOSING) return this.#string();
    const word = this.#take(BARE).trim();
    if (word === '') return NO_VALUE;
    if (this.at === this.#text.length) return UNCLOSED;
    const known = WORDS.get(word);
    if (known !== undefined) return known;
    return /^[-+]?\d+(?:\.\d+)?$/.test(word) ? Number(word) : word;
  }

  #object(depth: number): Read<WrittenObject> {
    const fields: (readonly [string, Written])[] = [];
    this.at += 1;
    for (;;) {
      this.#take(SPACE);
      const next = this.#text[this.at];
      if (next === undefined) return UNCLOSED;
      if (next === '}') {
        this.at += 1;
        return { fields };
      }
      const key = next in CLOSING ? this.#string() : this.#take(NAME);
      if (typeof key !== 'string') return key;
      if (key === '' && !(next in CLOSING)) return NO_VALUE;
      this.#take(SPACE);
      if (this.at === this.#text.length) return UNCLOSED;
      if (this.#text[this.at] !== ':') return NO_VALUE;
      this.at += 1;
      const value = this.value(depth + 1);
      if (value === UNCLOSED || value === NO_VALUE) return value;
      fields.push([key, value]);
      this.#comma();
    }
  }

  #list(depth: number): Read<readonly Written[]> {
    const items: Written[] = [];
    this.at += 1;
    for (;;) {
      this.#take(SPACE);
      if (this.#text[this.at] === ']') {
        this.at += 1;
        return items;
      }
      const value = this.value(depth + 1);
      if (value === UNCLOSED || value === NO_VALUE) return value;
      items.push(value);
      this.#comma();
    }
  }

  #string(): Read<string> {
    const closing = CLOSING[this.#text[this.at] ?? ''];
    let read = '';
    for (this.at += 1; this.at < this.#text.length; this.at += 1) {
      const character = this.#text[this.at] ?? '';
      if (character === '\\') {
        this.at += 1;
        read += this.#escaped();
      } else if (character === closing) {
        AFTER_QUOTE.lastIndex = this.at + 1;
        if (AFTER_QUOTE.test(this.#text)) {
          this.at += 1;
          return read;
        }
        read += character;
      } else read += character;
    }
    return UNCLOSED;
  }

  #escaped(): string {
    const character = this.#text[this.at] ?? '';
    const hex = character === 'u' ? /^[0-9a-fA-F]{4}/.exec(this.#text.slice(this.at + 1, this.at + 5)) : null;
    if (hex === null) return ESCAPES[character] ?? character;
    this.at += 4;
    return String.fromCharCode(parseInt(hex[0], 16));
  }

  #comma(): void {
    this.#take(SPACE);
    if (this.#text[this.at] === ',') this.at += 1;
  }

  #take(what: RegExp): string {
    what.lastIndex = this.at;
    const [taken = ''] = what.exec(this.#text) ?? [];
    this.at += taken.length;
    return taken;
  }
}
