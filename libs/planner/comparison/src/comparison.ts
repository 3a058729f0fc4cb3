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
  /** Contenders that died, in the order of the specification. */
  readonly lost: readonly LostContender[];
}

/** A contender that died, and that the comparison goes on without. */
export interface LostContender {
  /** Index in the specification. */
  readonly contender: number;
  /** Who died where, and of what. */
  readonly reason: string;
  /** Its searches that are not run. */
  readonly searches: number;
}

/** The job of playing planners on the same problems. */
export type ComparisonJob = SeenJob<ComparisonSpec, ComparisonProgress>;

/** A query that came with the request. */
export interface Query {
  /** Personal text. */
  readonly query: string;
  readonly profile: Profile;
}
