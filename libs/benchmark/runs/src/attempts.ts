import { addUsage, NO_USAGE, type SentSettings, type Usage } from '@rookery/shared-contracts';
import type { RookeryError } from '@rookery/shared-errors';
import type { Allowance } from './budget.ts';
import type { GivenAnswer } from './respondents.ts';

/** The attempts at one sample: what they took that no stored answer accounts for, and what was sent with the last. */
export class Attempts {
  readonly #allowance: Allowance;
  #taken: Usage = NO_USAGE;
  #answer: Usage = NO_USAGE;
  #sent: SentSettings | undefined;
  #last: Usage = NO_USAGE;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** All that was taken, without the answer when that is stored: it was counted with the run then. */
  get unbooked(): Usage {
    return addUsage(this.#taken, this.#answer);
  }

  /** What was sent when a model last gave something. */
  get sent(): SentSettings | undefined {
    return this.#sent;
  }

  /** A call failed. */
  failed({ usage = NO_USAGE }: RookeryError): void {
    this.#take(usage);
  }

  /** A model gave something, an answer or not. */
  given({ sent, usage }: GivenAnswer): void {
    this.#sent = sent;
    this.#taken = addUsage(this.#taken, this.#answer);
    this.#answer = usage;
    this.#last = usage;
    this.#allowance.take(usage);
  }

  /** What was given last is stored. */
  stored(): void {
    this.#answer = NO_USAGE;
  }

  /** The judge said something. */
  judged(usage: Usage): void {
    this.#take(usage);
  }

  /** Whether the limits of the run allow another attempt that takes as much as the last. */
  mayRepeat(): boolean {
    const { calls, costUsd } = this.#last;
    return this.#allowance.allowsMore({ calls: Math.max(1, calls), costUsd });
  }

  #take(usage: Usage): void {
    this.#allowance.take(usage);
    this.#taken = addUsage(this.#taken, usage);
    this.#last = usage;
  }
}
