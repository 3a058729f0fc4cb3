import { createHash } from 'node:crypto';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Bodies that are read or answered at a time, in bytes. */
export interface BodyLimits {
  /** Of one request. */
  readonly largest: number;
  /** Of one key. */
  readonly ofKey: number;
  /** Of all keys together. */
  readonly ofAll: number;
  /** Of one request whose key opens nothing: enough for what somebody in danger says, who is told whom to turn to all the same. */
  readonly largestOfStranger: number;
  /** Of all of these together. */
  readonly ofStrangers: number;
}

export const BODY_LIMITS: BodyLimits = {
  largest: 2 * MIB,
  ofKey: 64 * MIB,
  ofAll: 256 * MIB,
  largestOfStranger: 64 * KIB,
  ofStrangers: 4 * MIB,
};

/** What the body of one request may take. */
export interface BodyAllowance {
  readonly largest: number;
  /** @returns false when it is too much */
  hold(bytes: number): boolean;
  /** The request is over. */
  release(): void;
}

/** Shares out what bodies may take, among keys and among those who have none. */
export class BodyAllowances {
  readonly #limits: BodyLimits;
  readonly #ofKeys = new Map<string, number>();
  #ofAll = 0;
  #ofStrangers = 0;

  constructor(limits: BodyLimits = BODY_LIMITS) {
    this.#limits = limits;
  }

  forKey(apiKey: string): BodyAllowance {
    const { largest, ofKey, ofAll } = this.#limits;
    // No key is kept longer than its request.
    const name = createHash('sha256').update(apiKey).digest('base64');
    return allowance(largest, (bytes) => {
      const held = (this.#ofKeys.get(name) ?? 0) + bytes;
      if (bytes > 0 && (held > ofKey || this.#ofAll + bytes > ofAll)) return false;
      this.#ofAll += bytes;
      if (held === 0) this.#ofKeys.delete(name);
      else this.#ofKeys.set(name, held);
      return true;
    });
  }

  forStranger(): BodyAllowance {
    const { largestOfStranger, ofStrangers } = this.#limits;
    return allowance(largestOfStranger, (bytes) => {
      if (bytes > 0 && this.#ofStrangers + bytes > ofStrangers) return false;
      this.#ofStrangers += bytes;
      return true;
    });
  }
}

/** @param take takes bytes, or gives them back when there are less than none */
function allowance(largest: number, take: (bytes: number) => boolean): BodyAllowance {
  let held = 0;
  return {
    largest,
    hold: (bytes) => {
      if (!take(bytes)) return false;
      held += bytes;
      return true;
    },
    release: () => {
      if (held > 0) take(-held);
      held = 0;
    },
  };
}
