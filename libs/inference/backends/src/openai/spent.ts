import { addUsage, NO_USAGE, type Usage } from '@rookery/shared-contracts';
import { costUsd, type Price } from '../prices.ts';

/** What one call takes, over all its requests: refused, repeated and torn ones included. */
export class Spent {
  readonly #price: Price | undefined;
  #usage: Usage = NO_USAGE;

  constructor(price: Price | undefined) {
    this.#price = price;
  }

  get usage(): Usage {
    return this.#usage;
  }

  /** A request is made. */
  request(): void {
    this.#add({ calls: 1, unpricedCalls: this.#price === undefined ? 1 : 0 });
  }

  /** Nobody waits for the answer to the last request any more: what the server takes for it is not known. */
  leftOff(): void {
    if (this.#price !== undefined && this.#usage.calls > 0) this.#add({ unpricedCalls: 1 });
  }

  /** The server has answered a request. */
  tokens(inputTokens: number, outputTokens: number): void {
    this.#add({ inputTokens, outputTokens, costUsd: costUsd(this.#price, inputTokens, outputTokens) });
  }

  #add(usage: Partial<Usage>): void {
    this.#usage = addUsage(this.#usage, { ...NO_USAGE, ...usage });
  }
}
