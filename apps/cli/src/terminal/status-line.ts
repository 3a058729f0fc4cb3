/** What a status line is written to. */
export interface StatusOutput {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const CLEAR = '\r\u001B[K';

/** The last line of a terminal, drawn anew again and again; nothing where there is no terminal, so that logs stay readable. */
export class StatusLine {
  readonly #output: StatusOutput;
  #shown = '';

  constructor(output: StatusOutput = process.stderr) {
    this.#output = output;
  }

  get isTerminal(): boolean {
    return this.#output.isTTY === true;
  }

  /** Cut to the width of the terminal: a line that wraps could not be drawn over. */
  show(text: string): void {
    if (!this.isTerminal) return;
    const room = (this.#output.columns ?? 80) - 1;
    this.#shown = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    this.#output.write(`${CLEAR}${this.#shown}`);
  }

  /** Writes a line that stays, above the status. */
  line(text: string): void {
    this.#output.write(this.#shown === '' ? `${text}\n` : `${CLEAR}${text}\n${this.#shown}`);
  }

  /** Leaves the status as it is and goes on below it. */
  end(): void {
    if (this.#shown !== '') this.#output.write('\n');
    this.#shown = '';
  }

  /** Takes the status away. */
  clear(): void {
    if (this.#shown !== '') this.#output.write(CLEAR);
    this.#shown = '';
  }
}
