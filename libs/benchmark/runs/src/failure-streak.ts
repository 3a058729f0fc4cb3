import { endOfWork } from '@rookery/benchmark-patience';
import type { ResultReason } from '@rookery/benchmark-samples';
import type { Reason, RookeryError } from '@rookery/shared-errors';
import type { JobEnd } from '@rookery/shared-jobs';

/** How the calls of a model ended for one sample. */
export interface EndedCall {
  readonly model: string;
  /** Undefined when it was heard. */
  readonly reason: ResultReason | undefined;
  /** What it failed with, if it failed. */
  readonly error: RookeryError | undefined;
}

/** No sample will fare better until somebody pays, or changes a key or a name: a few are enough to know. */
const FEW = 3;
const SOON: ReadonlySet<Reason | undefined> = new Set<Reason>([
  'MODEL_QUOTA_SPENT',
  'MODEL_SERVER_REFUSES_KEY',
  'MODEL_UNKNOWN',
]);

/** These speak of the set-up (a call that the other side does not have), of a server that answers nobody, or of one sample. */
const MANY = 20;
const OF_ALL: ReadonlySet<ResultReason> = new Set([
  'failed_precondition',
  'unauthenticated',
  'permission_denied',
  'unimplemented',
  'not_found',
  'rate_limited',
  'model_server_down',
  'judge_unavailable',
  'quota_spent',
  'key_refused',
]);

/** Notices that a run cannot go on, so that it ends soon and says why instead of failing sample by sample. */
export class FailureStreak {
  /** Samples in a row, by model, that failed for what may concern them all. */
  readonly #lengths = new Map<string, number>();

  /** @returns how the run has to end; undefined while it may go on */
  add({ model, reason, error }: EndedCall): JobEnd | undefined {
    if (reason === undefined || !OF_ALL.has(reason)) {
      this.#lengths.delete(model);
      return undefined;
    }
    const length = (this.#lengths.get(model) ?? 0) + 1;
    this.#lengths.set(model, length);
    const end = error === undefined ? undefined : endOfWork(error, model);
    const soon = SOON.has(error?.reason);
    if (end !== undefined && (!soon || length >= FEW)) return end;
    if (length < (soon ? FEW : MANY)) return undefined;
    const words = error === undefined ? '' : ` (${error.message})`;
    return {
      state: 'failed',
      reason: `${length} samples in a row ended with ${reason} of ${model}${words}: look at its server and at the configuration, then resume`,
    };
  }
}
