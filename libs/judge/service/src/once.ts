import type { JudgeRequest, Verdict } from '@rookery/shared-contracts';
import { judge, type Judging } from './judgement.ts';
import type { VerdictStore } from './verdict-store.ts';

/**
 * One verdict for one request id: stored ones are returned, and calls that come while the judge is being asked wait for
 * the same answer. The work belongs to the first caller; when it leaves, a waiting one asks anew.
 */
export class JudgedOnce {
  readonly #judging: Judging;
  readonly #store: VerdictStore;
  readonly #underWay = new Map<string, Promise<Verdict>>();

  constructor(judging: Judging, store: VerdictStore) {
    this.#judging = judging;
    this.#store = store;
  }

  async verdict(request: JudgeRequest, signal: AbortSignal): Promise<Verdict> {
    const { requestId } = request;
    if (requestId === '') return judge(this.#judging, request, signal);
    for (;;) {
      const other = this.#underWay.get(requestId);
      if (other === undefined) return this.#first(request, signal);
      try {
        return await untilAborted(other, signal);
      } catch (error) {
        signal.throwIfAborted();
        // The first caller left or failed; its failure is not ours while we can still try.
        if (this.#underWay.get(requestId) === other) throw error;
      }
    }
  }

  #first(request: JudgeRequest, signal: AbortSignal): Promise<Verdict> {
    const work = this.#judgeAndKeep(request, signal).finally(() => this.#underWay.delete(request.requestId));
    this.#underWay.set(request.requestId, work);
    return work;
  }

  async #judgeAndKeep(request: JudgeRequest, signal: AbortSignal): Promise<Verdict> {
    const stored = await this.#store.find(request.requestId);
    if (stored !== undefined) return stored;
    const verdict = await judge(this.#judging, request, signal);
    return this.#store.keep(request.requestId, verdict);
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason as Error);
    if (signal.aborted) {
      leave();
      return;
    }
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
