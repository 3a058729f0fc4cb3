const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Deepest nesting that is told apart; a row of a data set has two levels. */
const DEEPEST = 64;

/** The brackets that are open at a place in JSON text. Memory is bounded, whatever the text. */
export class JsonNesting {
  #open: number[] = [];
  /** Brackets open beyond DEEPEST, whatever their kind. */
  #beyond = 0;

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  get inObject(): boolean {
    return this.#beyond === 0 && this.#open.at(-1) === OPEN_OBJECT;
  }

  get hasArray(): boolean {
    return this.#beyond > 0 || this.#open.includes(OPEN_ARRAY);
  }

  /** Follows one byte outside strings. A closing bracket closes what was left open inside its own. */
  see(byte: number): void {
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (this.#open.length < DEEPEST) this.#open.push(byte);
      else this.#beyond++;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (this.#beyond > 0) this.#beyond--;
      else this.#close(byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_ARRAY);
    }
  }

  clear(): void {
    this.#open = [];
    this.#beyond = 0;
  }

  #close(opening: number): void {
    const at = this.#open.lastIndexOf(opening);
    if (at !== -1) this.#open.length = at;
  }
}
