import { StatusLine } from './status-line.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const FRAME_MS = 120;
/** A wait shorter than this needs no word. */
const FIRST_WORD_MS = 700;
/** Between lines where there is no terminal. */
const LINE_EVERY_MS = 15_000;

/** Says that something is at work, and for how long: a spinner on a terminal, a line now and then elsewhere. */
export class Spinner {
  readonly #what: string;
  readonly #status: StatusLine;
  #timer: NodeJS.Timeout | undefined;

  /** @param what is said: `the agent is thinking` */
  constructor(what: string, status = new StatusLine()) {
    this.#what = what;
    this.#status = status;
  }

  start(): void {
    this.stop();
    const startedAt = performance.now();
    const { isTerminal } = this.#status;
    let frame = 0;
    const turn = (): void => {
      const ms = performance.now() - startedAt;
      const words = `${this.#what} (${Math.round(ms / 1000)} s)`;
      frame += 1;
      if (!isTerminal) this.#status.line(`${words} ...`);
      else if (ms >= FIRST_WORD_MS) this.#status.show(`${FRAMES[frame % FRAMES.length] ?? ''} ${words}`);
    };
    this.#timer = setInterval(turn, isTerminal ? FRAME_MS : LINE_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#status.clear();
  }
}
