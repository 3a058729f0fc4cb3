import type { ErrorCode } from '@rookery/shared-errors';

/**
 * What became of a call: a gRPC status by name, or one of our own words. `PARTIAL`: the status was OK, but the answer is
 * less than what was asked for (a search cut short, an unscored verdict). `DROPPED`: never sent, because too many calls
 * were in flight at the generator.
 */
export type Outcome = 'OK' | 'PARTIAL' | 'DROPPED' | 'UNKNOWN' | 'OUT_OF_RANGE' | ErrorCode;

/** Number of calls by outcome; what did not happen is absent. */
export type OutcomeCounts = Partial<Record<Outcome, number>>;

export function countOutcome(counts: OutcomeCounts, outcome: Outcome): void {
  counts[outcome] = (counts[outcome] ?? 0) + 1;
}
