import { createHash } from 'node:crypto';
import { RookeryError } from '@rookery/shared-errors';

/** How long an answer is kept for repetitions of its call, in milliseconds (contract: ten minutes). */
const KEEP_MS = 600_000;

export interface JoinedCallsSettings {
  /** Finished answers kept at most. */
  readonly mostKept: number;
  /** Text of finished answers kept at most, in characters. */
  readonly mostCharacters: number;
}

/** What the one that does the work may use. */
export interface SharedCall {
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
  /** The latest deadline of those who wait; undefined as soon as one of them has none. */
  readonly deadline: Date | undefined;
}

export interface Caller {
  readonly signal: AbortSignal;
  readonly deadline: Date | undefined;
}

interface Entry<Answer> {
  readonly fingerprint: string;
  readonly answer: Promise<Answer>;
  readonly stop: AbortController;
  waiting: number;
  deadline: Date | undefined;
  /** Set once finished. */
  finished?: { readonly at: number; readonly size: number };
}

/**
 * Calls by request id, as far as this process knows them: a repetition joins the call in flight or gets its answer
 * again, without a second effect. Failures are not kept, so a repetition after one tries anew. Memory is bounded by
 * age, number and size. Other workers know nothing of it: that repetitions come here is routing's work.
 */
export class JoinedCalls<Answer> {
  private readonly settings: JoinedCallsSettings;
  private readonly sizeOf: (answer: Answer) => number;
  // Finished entries are moved to the end when they finish, so the oldest finished one comes first among
  // them.
  private readonly entries = new Map<string, Entry<Answer>>();
  private finishedCount = 0;
  private characters = 0;

  /** @param sizeOf characters that an answer holds */
  constructor(settings: JoinedCallsSettings, sizeOf: (answer: Answer) => number) {
    this.settings = settings;
    this.sizeOf = sizeOf;
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
    work: (call: SharedCall) => Promise<Answer>,
  ): Promise<Answer> {
    caller.signal.throwIfAborted();
    this.forgetOld();
    const fingerprint = createHash('sha256').update(content).digest('base64');
    const known = this.entries.get(id);
    if (known !== undefined && known.fingerprint !== fingerprint) {
      throw requestIdReused();
    }
    const entry =
      known === undefined || known.stop.signal.aborted ? this.begin(id, fingerprint, caller, work) : known;
    return this.await(entry, caller);
  }

  private begin(
    id: string,
    fingerprint: string,
    caller: Caller,
    work: (call: SharedCall) => Promise<Answer>,
  ): Entry<Answer> {
    const stop = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const entry: Entry<Answer> = {
      fingerprint,
      answer: promise,
      stop,
      waiting: 0,
      deadline: caller.deadline,
    };
    this.entries.set(id, entry);
    const shared: SharedCall = {
      signal: stop.signal,
      get deadline() {
        return entry.deadline;
      },
    };
    work(shared).then(
      (answer) => {
        this.keep(id, entry, answer);
        resolve(answer);
      },
      (error: unknown) => {
        if (this.entries.get(id) === entry) this.entries.delete(id);
        reject(error instanceof Error ? error : new Error('failed', { cause: error }));
      },
    );
    // Everybody may have left by then; the failure is theirs to see, not the process's.
    promise.catch(() => undefined);
    return entry;
  }

  private async await(entry: Entry<Answer>, { signal, deadline }: Caller): Promise<Answer> {
    entry.waiting += 1;
    entry.deadline =
      entry.deadline === undefined || deadline === undefined
        ? undefined
        : new Date(Math.max(entry.deadline.getTime(), deadline.getTime()));
    const gone = Promise.withResolvers<never>();
    const leave = (): void => gone.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([entry.answer, gone.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      entry.waiting -= 1;
      if (entry.waiting === 0 && entry.finished === undefined) entry.stop.abort(signal.reason);
    }
  }

  private keep(id: string, entry: Entry<Answer>, answer: Answer): void {
    if (this.entries.get(id) !== entry) return;
    const size = this.sizeOf(answer);
    entry.finished = { at: performance.now(), size };
    this.entries.delete(id);
    this.entries.set(id, entry);
    this.finishedCount += 1;
    this.characters += size;
    this.forgetOld();
  }

  private forgetOld(): void {
    const oldest = performance.now() - KEEP_MS;
    for (const [id, { finished }] of this.entries) {
      if (finished === undefined) continue;
      const { mostKept, mostCharacters } = this.settings;
      const tooMany = this.finishedCount > mostKept || this.characters > mostCharacters;
      if (finished.at >= oldest && !tooMany) return;
      this.entries.delete(id);
      this.finishedCount -= 1;
      this.characters -= finished.size;
    }
  }
}

function requestIdReused(): RookeryError {
  const description = 'was used for another call; each call needs its own';
  return new RookeryError('INVALID_ARGUMENT', `request_id: ${description}`, {
    reason: 'REQUEST_ID_REUSED',
    violations: [{ field: 'request_id', description }],
  });
}
