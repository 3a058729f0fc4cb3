import { UnscoredReason, type JudgeRequest, type Verdict } from '@rookery/shared-contracts';
import { asRookeryError, invalidArgument } from '@rookery/shared-errors';
import { SharedWork } from '@rookery/shared-concurrency';
import { callContext, runAsJob } from '@rookery/shared-runtime';
import type { AskLimits } from './ask-until-read.ts';
import { digestOf } from './request-digest.ts';
import type { StoredVerdict, VerdictKey, VerdictStore } from './verdict-store.ts';

/** Asks for a verdict. */
export type Ask = (limits: AskLimits) => Promise<Verdict>;

interface Running {
  readonly digest: string;
  readonly work: SharedWork<StoredVerdict>;
}

/**
 * One verdict for each request id of a caller: a repetition gets the verdict on record, and calls at the same time share one asking. (Two
 * replicas may both ask; then the first verdict on record counts for both.) JUDGE_UNAVAILABLE is never put on record: it says
 * nothing about the answer, and a repetition asks anew.
 */
export class JudgeOnce {
  readonly #store: VerdictStore;
  readonly #running = new Map<string, Running>();

  constructor(store: VerdictStore) {
    this.#store = store;
  }

  /** @throws RookeryError INVALID_ARGUMENT when the id was used for something else */
  async verdict(request: JudgeRequest, ask: Ask): Promise<Verdict> {
    const { requestId } = request;
    const { signal, deadline, caller } = callContext();
    if (requestId === '') return ask({ signal, deadline });
    const digest = digestOf(request);
    const key: VerdictKey = { owner: caller.name, requestId };
    for (;;) {
      const running = this.#running.get(nameOf(key)) ?? this.#begin(key, digest, ask);
      if (running.digest !== digest) throw usedOtherwise();
      try {
        const stored = await running.work.join(signal, deadline);
        if (stored.digest !== digest) throw usedOtherwise();
        return stored.verdict;
      } catch (caught) {
        signal.throwIfAborted();
        const { code } = asRookeryError(caught);
        // The one who began it ran out of time, or left: this caller has not.
        if (code !== 'CANCELLED' && code !== 'DEADLINE_EXCEEDED') throw caught;
      }
    }
  }

  #begin(key: VerdictKey, digest: string, ask: Ask): Running {
    const { requestId: traced, caller, work: purpose } = callContext();
    const work = new SharedWork((limits) =>
      runAsJob(
        { requestId: traced, caller, work: purpose, signal: limits.signal, deadline: limits.deadline },
        async () => {
          try {
            return (await this.#store.find(key)) ?? (await this.#ask(key, digest, () => ask(limits)));
          } finally {
            if (this.#running.get(nameOf(key))?.work === work) this.#running.delete(nameOf(key));
          }
        },
      ),
    );
    const running = { digest, work };
    this.#running.set(nameOf(key), running);
    return running;
  }

  async #ask(key: VerdictKey, digest: string, ask: () => Promise<Verdict>): Promise<StoredVerdict> {
    const verdict = await ask();
    if (verdict.unscoredReason === UnscoredReason.JUDGE_UNAVAILABLE) return { digest, verdict };
    return this.#store.keep(key, { digest, verdict });
  }
}

/** No owner's name has a slash in it. */
function nameOf({ owner, requestId }: VerdictKey): string {
  return `${owner}/${requestId}`;
}

function usedOtherwise(): Error {
  return invalidArgument(
    'request_id',
    'was used for another verdict; each intended verdict needs its own',
    'REQUEST_ID_REUSED',
  );
}
