import type { SampleOutcome } from '@rookery/benchmark-storage';

/** Codes that speak of the set-up (a key that is refused, a call that the other side does not have), not of a sample. */
const OF_THE_SETUP: ReadonlySet<string> = new Set([
  'FAILED_PRECONDITION',
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
  'UNIMPLEMENTED',
  'NOT_FOUND',
]);

const LONGEST = 20;

/** Notices that a run is set up wrongly, so that it fails soon and says why instead of failing sample by sample. */
export class FailureStreak {
  #length = 0;

  /** @returns why the run has to fail; undefined while it may go on */
  add({ state, reason }: Pick<SampleOutcome, 'state' | 'reason'>): string | undefined {
    this.#length = state !== 'scored' && OF_THE_SETUP.has(reason) ? this.#length + 1 : 0;
    if (this.#length < LONGEST) return undefined;
    return `${LONGEST} samples in a row ended with ${reason}: look at the configuration of the models, then resume`;
  }
}
