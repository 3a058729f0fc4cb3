import { hash } from 'node:crypto';
import { type SharedLimits, SharedWork } from '@rookery/shared-concurrency';
import { invalidArgument, type RookeryError } from '@rookery/shared-errors';

/** How long an answer is kept for repetitions of its call, in milliseconds (contract: ten minutes). */
const KEEP_MS = 600_000;

export interface JoinedCallsSettings {
  /** Finished answers kept at most. */
  readonly mostKept: number;
  /** Text of finished answers kept at most, in characters. */
  readonly mostCharacters: number;
}

export interface Caller {
  readonly signal: AbortSignal;
  readonly deadline: Date | undefined;
}

interface Running<Answer> {
  readonly fingerprint: string;
  readonly work: SharedWork<Answer>;
}

/** What is left of a call that has ended: nothing of what was asked, which is as much again as the answer. */
interface Finished<Answer> {
  readonly fingerprint: string;
  readonly answer: Answer;
  readonly at: number;
  readonly size: number;
}

/**
 * Calls by request id, as far as this process knows them: a repetition joins the call in flight or gets its answer
 * again, without a second effect. Failures are not kept, so a repetition after one tries anew. Memory is bounded by
 * age, number and size. Other workers know nothing of it: that repetitions come here is routing's work.
 */
export class JoinedCalls<Answer> {
  readonly #settings: JoinedCallsSettings;
  readonly #sizeOf: (answer: Answer) => number;
  readonly #running = new Map<string, Running<Answer>>();
  /** Oldest first. */
  readonly #finished = new Map<string, Finished<Answer>>();
  #characters = 0;

  /** @param sizeOf characters that an answer holds */
  constructor(settings: JoinedCallsSettings, sizeOf: (answer: Answer) => number) {
    this.#settings = settings;
    this.#sizeOf = sizeOf;
  }

  /**
   * Does the work, or joins whoever does it for the same id. `content` tells whether it is the same call:
   * another content under the same id is INVALID_ARGUMENT, reason REQUEST_ID_REUSED. Rejects for this caller alone
   * when its signal aborts.
   */
  async run(
    id: string,
    content: Uint8Array,
    caller: Caller,
    work: (limits: SharedLimits) => Promise<Answer>,
  ): Promise<Answer> {
    caller.signal.throwIfAborted();
    this.#forgetOld();
    const fingerprint = hash('sha256', content, 'base64');
    const finished = this.#finished.get(id);
    const running = this.#running.get(id);
    const known = finished ?? running;
    if (known !== undefined && known.fingerprint !== fingerprint) {
      throw requestIdReused();
    }
    if (finished !== undefined) return finished.answer;
    const joined =
      running === undefined || running.work.abandoned ? this.#begin(id, fingerprint, work) : running;
    return joined.work.join(caller.signal, caller.deadline);
  }

  #begin(id: string, fingerprint: string, work: (limits: SharedLimits) => Promise<Answer>): Running<Answer> {
    const running: Running<Answer> = {
      fingerprint,
      work: new SharedWork(async (limits) => {
        try {
          const answer = await work(limits);
          this.#keep(id, running, answer);
          return answer;
        } finally {
          this.#ended(id, running);
        }
      }),
    };
    this.#running.set(id, running);
    return running;
  }

  #keep(id: string, running: Running<Answer>, answer: Answer): void {
    // What was abandoned and ended all the same is done anew for who comes.
    if (this.#running.get(id) !== running || running.work.abandoned) return;
    const size = this.#sizeOf(answer);
    this.#finished.set(id, { fingerprint: running.fingerprint, answer, at: performance.now(), size });
    this.#characters += size;
    this.#forgetOld();
  }

  #ended(id: string, running: Running<Answer>): void {
    // Another may have begun in its place.
    if (this.#running.get(id) === running) this.#running.delete(id);
  }

  #forgetOld(): void {
    const oldest = performance.now() - KEEP_MS;
    const { mostKept, mostCharacters } = this.#settings;
    for (const [id, { at, size }] of this.#finished) {
      const tooMany = this.#finished.size > mostKept || this.#characters > mostCharacters;
      if (at >= oldest && !tooMany) return;
      this.#finished.delete(id);
      this.#characters -= size;
    }
  }
}

function requestIdReused(): RookeryError {
  return invalidArgument(
    'request_id',
    'was used for another call; each call needs its own',
    'REQUEST_ID_REUSED',
  );
}
