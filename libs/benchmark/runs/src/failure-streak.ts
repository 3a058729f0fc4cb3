import { endOfWork } from '@rookery/benchmark-patience';
import type { ResultReason } from '@rookery/benchmark-samples';
import type { RookeryError } from '@rookery/shared-errors';
import type { JobEnd } from '@rookery/shared-jobs';

/** How the calls of a model ended for one sample. */
export interface EndedCall {
  readonly model: string;
  /** Undefined when it was heard. */
  readonly reason: ResultReason | undefined;
  /** What it failed with, if it failed. */
  readonly error: RookeryError | undefined;
}

/** No sample will fare better until somebody pays or changes a key: a few are enough to know. */
const SOON: ReadonlySet<ResultReason> = new Set(['quota_spent', 'key_refused']);
const FEW = 3;

/** Speaks of the set-up (a call that the other side does not have), or of a server that answers nobody; a sample may be at fault too. */
const LATER: ReadonlySet<ResultReason> = new Set([
  'failed_precondition',
  'unauthenticated',
  'permission_denied',
  'unimplemented',
  'not_found',
  'rate_limited',
  'model_server_down',
  'judge_unavailable',
]);
const MANY = 20;

/** Notices that a run cannot go on, so that it ends soon and says why instead of failing sample by sample. */
export class FailureStreak {
  /** Samples in a row, by model, that failed for what may concern them all. */
  readonly #lengths = new Map<string, number>();

  /** @returns how the run has to end; undefined while it may go on */
  add({ model, reason, error }: EndedCall): JobEnd | undefined {
    if (reason === undefined || !(SOON.has(reason) || LATER.has(reason))) {
      this.#lengths.delete(model);
      return undefined;
    }
    const length = (this.#lengths.get(model) ?? 0) + 1;
    this.#lengths.set(model, length);
    const end = error === undefined ? undefined : endOfWork(error, model);
    if (end !== undefined && (!SOON.has(reason) || length >= FEW)) return end;
    if (length < MANY) return undefined;
    const words = error === undefined ? '' : ` (${error.message})`;
    return {
      state: 'failed',
      reason: `${length} samples in a row ended with ${reason} of ${model}${words}: look at its server and at the configuration, then resume`,
    };
  }
}
