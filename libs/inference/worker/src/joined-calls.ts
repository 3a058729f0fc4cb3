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

interface Entry<Answer> {
  readonly fingerprint: string;
  readonly work: SharedWork<Answer>;
  /** Set once finished. */
  finished?: { readonly at: number; readonly size: number };
}

/**
 * Calls by request id, as far as this process knows them: a repetition joins the call in flight or gets its answer
 * again, without a second effect. Failures are not kept, so a repetition after one tries anew. Memory is bounded by
 * age, number and size. Other workers know nothing of it: that repetitions come here is routing's work.
 */
export class JoinedCalls<Answer> {
  readonly #settings: JoinedCallsSettings;
  readonly #sizeOf: (answer: Answer) => number;
  // Finished entries are moved to the end when they finish, so the oldest finished one comes first among
  // them.
  readonly #entries = new Map<string, Entry<Answer>>();
  #finishedCount = 0;
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
    const known = this.#entries.get(id);
    if (known !== undefined && known.fingerprint !== fingerprint) {
      throw requestIdReused();
    }
    const entry = known === undefined || known.work.abandoned ? this.#enter(id, fingerprint, work) : known;
    return entry.work.join(caller.signal, caller.deadline);
  }

  #enter(id: string, fingerprint: string, work: (limits: SharedLimits) => Promise<Answer>): Entry<Answer> {
    const entry: Entry<Answer> = {
      fingerprint,
      work: new SharedWork(async (limits) => {
        try {
          const answer = await work(limits);
          this.#keep(id, entry, answer);
          return answer;
        } catch (caught) {
          this.#forget(id, entry);
          throw caught;
        }
      }),
    };
    this.#entries.set(id, entry);
    return entry;
  }

  #keep(id: string, entry: Entry<Answer>, answer: Answer): void {
    // What was abandoned and ended all the same is done anew for who comes.
    if (!this.#forget(id, entry) || entry.work.abandoned) return;
    const size = this.#sizeOf(answer);
    entry.finished = { at: performance.now(), size };
    this.#entries.set(id, entry);
    this.#finishedCount += 1;
    this.#characters += size;
    this.#forgetOld();
  }

  /** Whether it was still there, and not replaced by another of its id. */
  #forget(id: string, entry: Entry<Answer>): boolean {
    return this.#entries.get(id) === entry && this.#entries.delete(id);
  }

  #forgetOld(): void {
    const oldest = performance.now() - KEEP_MS;
    for (const [id, { finished }] of this.#entries) {
      if (finished === undefined) continue;
      const { mostKept, mostCharacters } = this.#settings;
      const tooMany = this.#finishedCount > mostKept || this.#characters > mostCharacters;
      if (finished.at >= oldest && !tooMany) return;
      this.#entries.delete(id);
      this.#finishedCount -= 1;
      this.#characters -= finished.size;
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
