import type { MadeWith } from './made-with.ts';
import type { Knee, LoadResult } from '@rookery/cli-load';

/** How a load was made. */
export interface LoadSettings {
  /** Rate as it was asked for, such as `200` or `10..500/5`, in calls per second. */
  readonly rate: string;
  readonly spacing: string;
  readonly seed: number;
  readonly warmUpSeconds: number;
  readonly timeoutMs: number;
  readonly connections: number;
}

/** The search for the knee. */
export interface KneeReport extends Knee {
  readonly p99LimitMs: number;
}

/** All that there is to say about a load. */
export interface LoadReport {
  /** What was called, and where. */
  readonly title: string;
  /** What to keep in mind when reading it, such as that models were simulated. */
  readonly notes: readonly string[];
  readonly startedAt: Date;
  readonly madeWith: MadeWith;
  readonly settings: LoadSettings;
  /** The load; of a search for the knee the last one that passed at the rate that was found. */
  readonly result: LoadResult;
  readonly knee: KneeReport | undefined;
}
