import type { SynthesisSpec, Usage } from '@rookery/shared-contracts';
import type { SeenJob } from '@rookery/shared-jobs';

/** Queries that were dropped for one reason. */
export interface Dropped {
  readonly reason: string;
  readonly queries: number;
  readonly example: string;
}

/** Profiles for which no query could be had, for one reason. */
export interface FailedProfiles {
  /** An error code, or NO_QUERY_KEPT. */
  readonly reason: string;
  readonly profiles: number;
  /** How the first of them went wrong, in the words of the error. */
  readonly detail: string;
}

/** How far a synthesis has come. */
export interface SynthesisProgress {
  readonly profilesTotal: number;
  readonly profilesDone: number;
  readonly profilesFailed: number;
  readonly queriesKept: number;
  /** Most frequent first. */
  readonly dropped: readonly Dropped[];
  /** Most frequent first. */
  readonly failures: readonly FailedProfiles[];
  readonly simulated: boolean;
  /** `name@version` of what it is made with. */
  readonly madeWith: readonly string[];
  readonly usage: Usage;
}

/** A synthesis as it stands at one moment. */
export type SynthesisRecord = SeenJob<SynthesisSpec, SynthesisProgress>;
