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
      else if (/^\s$/u.test(part)) this.#flush(' ');
      else this.#word += part;
    }
  }

  /** Writes what is left, and ends the line. */
  end(): void {
    if (this.#width !== undefined) this.#flush('');
    this.#write('\n');
    this.#column = 0;
  }

  #flush(space: string): void {
    const width = this.#width ?? Infinity;
    if (this.#word !== '' && this.#column > 0 && this.#column + this.#word.length > width) this.#newLine();
    this.#write(this.#word);
    this.#column += this.#word.length;
    this.#word = '';
    if (space === '' || this.#column === 0) return;
    if (this.#column + 1 >= width) this.#newLine();
    else {
      this.#write(space);
      this.#column += 1;
    }
  }

  #breakLine(): void {
    this.#flush('');
    this.#newLine();
  }

  #newLine(): void {
    this.#write('\n');
    this.#column = 0;
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
