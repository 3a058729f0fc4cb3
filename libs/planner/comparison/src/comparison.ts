import type { ComparisonSpec } from '@rookery/shared-contracts';
import type { SeenJob } from '@rookery/shared-jobs';
import type { Profile } from '@rookery/shared-scenario';

/** How far a comparison has come. */
export interface ComparisonProgress {
  readonly simulated: boolean;
  /** Queries that came with the request. */
  readonly queries: number;
  readonly searchesTotal: number;
  readonly searchesDone: number;
  /** Played in the last ten seconds. */
  readonly searchesPerSecond: number;
  /** Of all planners that could be measured. */
  readonly cpuSeconds: number;
}

/** The job of playing planners on the same problems. */
export type ComparisonJob = SeenJob<ComparisonSpec, ComparisonProgress>;

/** A query that came with the request. */
export interface Query {
  /** Personal text. */
  readonly query: string;
  readonly profile: Profile;
}
