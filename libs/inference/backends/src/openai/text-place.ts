/** Where the reader of a text stands: what comes next is read by what came before. */
export class TextPlace {
  /** Nothing but blanks since the line began. */
  lineBegins = true;
  /** The last sign on this line that is no blank; empty: none. */
  lastSign = '';
  /** A blank stands directly before. */
  afterBlank = true;
  /** Inside a block of code between lines of three backticks. */
  inFence = false;
  #backticks = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** Inside a string of JSON that began on a line of its own. Marks in there are what the string is about. */
  get inJsonString(): boolean {
    return this.#inString;
  }

  /** Goes past a text. */
  pass(text: string): void {
    for (const sign of text) this.#passSign(sign);
  }

  #passSign(sign: string): void {
    this.#passFence(sign);
    this.#passJson(sign);
    if (sign === '\n') {
      this.lineBegins = true;
      this.lastSign = '';
      this.afterBlank = true;
      return;
    }
    if (isBlank(sign)) {
      this.afterBlank = true;
      return;
    }
    this.lineBegins = false;
    this.lastSign = sign;
    this.afterBlank = false;
  }

  #passFence(sign: string): void {
    if (sign !== '`') this.#backticks = 0;
    else if (this.lineBegins || this.#backticks > 0) this.#backticks += 1;
    if (this.#backticks === 3) this.inFence = !this.inFence;
  }

  #passJson(sign: string): void {
    if (this.#inString) {
      // JSON has no line ends in its strings: this was none.
      if (sign === '\n') this.#depth = 0;
      if (sign === '\n' || (sign === '"' && !this.#escaped)) this.#inString = false;
      this.#escaped = sign === '\\' && !this.#escaped;
      return;
    }
    if (sign === '{' && (this.#depth > 0 || this.lineBegins)) this.#depth += 1;
    else if (sign === '}' && this.#depth > 0) this.#depth -= 1;
    else if (sign === '"' && this.#depth > 0) this.#inString = true;
  }
}

/** A blank within a line. */
export function isBlank(sign: string): boolean {
  return sign === ' ' || sign === '\t' || sign === '\r' || sign === '\u00a0';
}
