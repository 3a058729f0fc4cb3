import type { ResultReason } from '@rookery/benchmark-samples';
import type { SampleOutcome } from '@rookery/benchmark-storage';

/** Reasons that speak of the set-up (a key that is refused, a call that the other side does not have), not of a sample. */
const OF_THE_SETUP: ReadonlySet<ResultReason> = new Set([
  'failed_precondition',
  'unauthenticated',
  'permission_denied',
  'unimplemented',
  'not_found',
]);

const LONGEST = 20;

/** Notices that a run is set up wrongly, so that it fails soon and says why instead of failing sample by sample. */
export class FailureStreak {
  #length = 0;

  /** @returns why the run has to fail; undefined while it may go on */
  add({ reason }: Pick<SampleOutcome, 'reason'>): string | undefined {
    this.#length = reason !== undefined && OF_THE_SETUP.has(reason) ? this.#length + 1 : 0;
    if (reason === undefined || this.#length < LONGEST) return undefined;
    return `${LONGEST} samples in a row ended with ${reason}: look at the configuration of the models, then resume`;
  }
}
