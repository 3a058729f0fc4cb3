/** A word that is looked for. */
export interface SoughtWord {
  readonly word: string;
  /** Whether it begins a word of the text, and whether it ends one. */
  readonly begins: boolean;
  readonly ends: boolean;
}

/** Where a character stands alone: the same for all that no word has. */
const OTHER = 0;
const START = 0;

/**
 * Finds out whether any of some hundred words stands in a text, looking at each character once (Aho and Corasick, 1975, as a table of
 * states): an expression of them all tries its alternatives at each place, which takes five times as long.
 */
export class AnyOfWords {
  /** By UTF-16 unit, its column. */
  readonly #columns = new Uint8Array(65_536);
  readonly #width: number;
  /** By state and column, the next state. */
  readonly #next: Uint16Array;
  /** By state, the words that end there. */
  readonly #found: readonly (readonly SoughtWord[])[];
  /** By state, 1 where any does. */
  readonly #ends: Uint8Array;

  /** @throws RangeError for more than 65,536 states or 255 characters */
  constructor(words: readonly SoughtWord[]) {
    const units = [...new Set(words.flatMap(({ word }) => unitsOf(word)))];
    if (units.length > 255) throw new RangeError(`${units.length} characters, 255 are the most`);
    units.forEach((unit, index) => (this.#columns[unit] = index + 1));
    this.#width = units.length + 1;
    const states = words.reduce((sum, { word }) => sum + word.length, 1);
    if (states > 65_536) throw new RangeError(`${states} states, 65,536 are the most`);
    this.#next = new Uint16Array(states * this.#width);
    const found = this.#trie(words);
    this.#complete(found);
    this.#found = found;
    this.#ends = Uint8Array.from(found, ({ length }) => Math.min(1, length));
  }

  /** Whether any of the words stands in a text. */
  in(text: string): boolean {
    // Fields are looked up once: this is gone through for each character of each answer.
    const [columns, next, width, ends] = [this.#columns, this.#next, this.#width, this.#ends];
    let state = START;
    for (let at = 0; at < text.length; at += 1) {
      // Both are within their tables, whatever the text.
      state = next[state * width + (columns[text.charCodeAt(at)] as number)] as number;
      if (ends[state] === 1 && this.#standsAt(state, text, at)) return true;
    }
    return false;
  }

  #standsAt(state: number, text: string, at: number): boolean {
    return this.#found[state]?.some((word) => standsAlone(word, text, at)) === true;
  }

  /** Words as branches from the start. @returns what ends at each state */
  #trie(words: readonly SoughtWord[]): SoughtWord[][] {
    const found: SoughtWord[][] = [[]];
    for (const sought of words) {
      let state = START;
      for (const unit of unitsOf(sought.word)) {
        const entry = state * this.#width + (this.#columns[unit] ?? OTHER);
        let next = this.#next[entry] ?? START;
        if (next === START) {
          next = found.push([]) - 1;
          this.#next[entry] = next;
        }
        state = next;
      }
      found[state]?.push(sought);
    }
    return found;
  }

  /** Where no branch goes on, the longest end that is another beginning does. */
  #complete(found: SoughtWord[][]): void {
    const fallbacks = new Uint16Array(found.length);
    const queue = [START];
    for (const state of queue) {
      const fallback = fallbacks[state] ?? START;
      if (state !== START) found[state]?.push(...(found[fallback] ?? []));
      for (let column = 1; column < this.#width; column += 1) {
        const entry = state * this.#width + column;
        const next = this.#next[entry] ?? START;
        const without = state === START ? START : (this.#next[fallback * this.#width + column] ?? START);
        if (next === START) this.#next[entry] = without;
        else {
          fallbacks[next] = without;
          queue.push(next);
        }
      }
    }
  }
}

function unitsOf(word: string): number[] {
  return Array.from({ length: word.length }, (_, at) => word.charCodeAt(at));
}

function standsAlone({ word, begins, ends }: SoughtWord, text: string, last: number): boolean {
  return (!begins || !isOfWord(text, last - word.length)) && (!ends || !isOfWord(text, last + 1));
}

/** What `\w` is in an expression. */
function isOfWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    (code >= 0x41 && code <= 0x5a)
  );
}
