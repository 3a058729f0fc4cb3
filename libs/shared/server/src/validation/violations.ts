import { RookeryError, type FieldViolation } from '@rookery/shared-errors';

/** More are counted but not listed: the list travels in an HTTP/2 trailer, and some clients take no more than 8 KiB. */
const MOST_LISTED = 16;
const MOST_IN_MESSAGE = 4;

/** One step into a message: a field in proto spelling, the index of an element, or the key of a map entry. */
export type Step = string | number | { readonly key: string };

/** Collects what is wrong with one message. Remembers where the walk stands, so that a path is made only when needed. */
export class Violations {
  readonly #path: Step[] = [];
  readonly #listed: FieldViolation[] = [];
  #count = 0;

  enter(step: Step): void {
    this.#path.push(step);
  }

  leave(): void {
    this.#path.pop();
  }

  /** The value the walk stands at is wrong. */
  add(description: string): void {
    this.#count += 1;
    if (this.#listed.length < MOST_LISTED) this.#listed.push({ field: spelled(this.#path), description });
  }

  /** INVALID_ARGUMENT naming the wrong fields; undefined when nothing is wrong. */
  error(): RookeryError | undefined {
    if (this.#count === 0) return undefined;
    const named = this.#listed.slice(0, MOST_IN_MESSAGE).map((v) => `${v.field}: ${v.description}`);
    const rest = this.#count - named.length;
    const message = named.join('; ') + (rest === 0 ? '' : `; and ${rest} more`);
    return new RookeryError('INVALID_ARGUMENT', message, { violations: this.#listed });
  }
}

function spelled(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (typeof step === 'object') return `${text}[${step.key}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
