import type { ThinkingHabit } from './answer-reader.ts';
import { type Dialect, FIRST_DIALECT, type Lesson, lessonOf, type RefusedRequest } from './dialect.ts';
import { Refusal } from './refusal.ts';

/** One call is refused for its form so often at most, all its attempts together; what it learned, the next one knows. */
const MOST_LESSONS = 6;
/** A failure that says nothing may be one of the server's bad moments: what seemed to help has to help twice. */
const PROOFS_OF_A_GUESS = 2;

/** So many free answers without a silent thought make it known that a model has none: some servers answer now so, now so. */
const OPEN_ANSWERS = 3;

/** What is known of one model. */
interface Known {
  dialect: Dialect;
  /** It has thought without an opening mark. */
  thinksSilently: boolean;
  /** Free answers in which it did not. */
  openAnswers: number;
  /** The server has taken a system message. */
  takesSystem: boolean;
  /** How often a guess after a failure that said nothing has helped. */
  proofs: number;
}

/** Remembers, per model, how the server wants to be asked and how the model thinks. */
export class Dialects {
  readonly #byModel = new Map<string, Known>();
  readonly #first: Dialect;

  /** @param mostOutput tokens of an answer that are asked for at most; undefined: until a server refuses, as many as are wanted */
  constructor(mostOutput?: number) {
    this.#first = { ...FIRST_DIALECT, mostOutput };
  }

  /** What is known of how the model thinks. Once silent, always silent: an answer without a thought may have needed none. */
  habitOf(model: string): ThinkingHabit {
    const { thinksSilently, openAnswers } = this.#known(model);
    if (thinksSilently) return 'silent';
    return openAnswers < OPEN_ANSWERS ? 'unknown' : 'visible';
  }

  /** A free answer of the model has come, with a silent thought or without. */
  learnHabit(model: string, thoughtSilently: boolean): void {
    const known = this.#known(model);
    known.thinksSilently ||= thoughtSilently;
    known.openAnswers += 1;
  }

  /** @param facts what the request carries in a dialect */
  negotiate(model: string, facts: (dialect: Dialect) => RefusedRequest): Negotiation {
    return new Negotiation(this.#known(model), facts);
  }

  #known(model: string): Known {
    const known = this.#byModel.get(model) ?? {
      dialect: this.#first,
      thinksSilently: false,
      openAnswers: 0,
      takesSystem: false,
      proofs: 0,
    };
    this.#byModel.set(model, known);
    return known;
  }
}

/** Finds, for one call and all its attempts, the way in which the server takes it. */
export class Negotiation {
  readonly #known: Known;
  readonly #facts: (dialect: Dialect) => RefusedRequest;
  #lessons = 0;
  #guesses = 0;

  constructor(known: Known, facts: (dialect: Dialect) => RefusedRequest) {
    this.#known = known;
    this.#facts = facts;
  }

  /**
   * Asks in the dialect known for the model, and in others as the server refuses, MOST_LESSONS times in all. What
   * the server named is remembered at once, a guess when it has worked, and each is tried once.
   */
  async ask<Result>(send: (dialect: Dialect) => Promise<Result>): Promise<Result> {
    let guess: Partial<Dialect> | undefined;
    let confirms = 1;
    for (;;) {
      const dialect = { ...this.#known.dialect, ...guess };
      const request = this.#facts(dialect);
      try {
        const result = await send(dialect);
        if (request.hasSystem) this.#known.takesSystem = true;
        if (guess !== undefined) this.#confirm(guess, confirms);
        return result;
      } catch (caught) {
        if (!(caught instanceof Refusal)) throw caught;
        const lesson = this.#learn(dialect, request, caught);
        if (lesson === undefined) throw caught;
        if (lesson.guessed || guess !== undefined) {
          if (lesson.guessed && caught.status >= 500) confirms = PROOFS_OF_A_GUESS;
          guess = { ...guess, ...lesson.change };
        } else {
          this.#known.dialect = { ...this.#known.dialect, ...lesson.change };
        }
      }
    }
  }

  #learn(dialect: Dialect, request: RefusedRequest, refusal: Refusal): Lesson | undefined {
    if (this.#lessons >= MOST_LESSONS) return undefined;
    const lesson = lessonOf(dialect, request, refusal);
    if (lesson === undefined) return undefined;
    if (lesson.guessed) {
      // What the server has taken before is not what it refuses now.
      if (lesson.change.systemInUser === true && this.#known.takesSystem) return undefined;
      if (this.#guesses >= PROOFS_OF_A_GUESS) return undefined;
      this.#guesses += 1;
    }
    this.#lessons += 1;
    return lesson;
  }

  #confirm(guess: Partial<Dialect>, proofs: number): void {
    this.#known.proofs += 1;
    if (this.#known.proofs < proofs) return;
    this.#known.proofs = 0;
    this.#known.dialect = { ...this.#known.dialect, ...guess };
  }
}
