import { RookeryError } from '@rookery/shared-errors';

/** Notices that nothing was heard for too long, while something should have been. */
export class Silence {
  readonly #longestMs: number;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  /** @param longestMs in milliseconds */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** Aborts, with DEADLINE_EXCEEDED, when the silence lasted too long. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on something should be heard. */
  begin(): void {
    clearTimeout(this.#timer);
    const late = (): void =>
      this.#controller.abort(
        new RookeryError('DEADLINE_EXCEEDED', `nothing was heard of the agent for ${this.#longestMs} ms`),
      );
    this.#timer = setTimeout(late, this.#longestMs);
  }

  /** It was heard, or nothing needs to be. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
