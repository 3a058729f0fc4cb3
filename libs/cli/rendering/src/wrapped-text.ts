/** Widest line that is read with ease, in characters. */
const WIDEST = 80;

/** Width to wrap at: that of the terminal, within reason; undefined, for a pipe, means not to wrap. */
export function widthOf(output: { readonly isTTY?: boolean; readonly columns?: number }): number | undefined {
  return output.isTTY === true ? Math.min(WIDEST, Math.max(20, output.columns ?? WIDEST)) : undefined;
}

/** Writes text that comes in pieces, broken between words at a width. Line breaks of the text stay. */
export class WrappedText {
  readonly #write: (text: string) => void;
  readonly #width: number | undefined;
  #column = 0;
  /** A word of which more may come. */
  #word = '';
  /** White space before it, written once it is known that the word stays on the line. */
  #space = '';

  /** @param width in characters; undefined: text goes through as it is */
  constructor(write: (text: string) => void, width: number | undefined) {
    this.#write = write;
    this.#width = width;
  }

  add(piece: string): void {
    if (this.#width === undefined) {
      this.#write(piece);
      return;
    }
    for (const part of piece.split(/(\s)/u)) {
      if (part === '\n') this.#breakLine();
      else if (/^\s$/u.test(part)) {
        this.#flush();
        this.#space += ' ';
      } else this.#word += part;
    }
  }

  /** Writes what is left, and ends the line. */
  end(): void {
    if (this.#width !== undefined) this.#flush();
    this.#write('\n');
    this.#column = 0;
  }

  #flush(): void {
    const word = this.#word;
    if (word === '') return;
    const fits = this.#column + this.#space.length + word.length <= (this.#width ?? Infinity);
    if (this.#column > 0 && !fits) this.#newLine();
    const text = this.#column > 0 ? this.#space + word : word;
    this.#write(text);
    this.#column += text.length;
    this.#word = '';
    this.#space = '';
  }

  #breakLine(): void {
    this.#flush();
    this.#newLine();
  }

  #newLine(): void {
    this.#write('\n');
    this.#column = 0;
    this.#space = '';
  }
}

/** A text as lines of at most `width` characters. */
export function wrapped(text: string, width: number | undefined): string {
  const written: string[] = [];
  const wrapping = new WrappedText((part) => written.push(part), width);
  wrapping.add(text);
  wrapping.end();
  return written.join('').trimEnd();
}
