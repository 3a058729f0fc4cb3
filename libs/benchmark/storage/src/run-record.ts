import type { RunSettings } from '@rookery/benchmark-samples';
import type { Usage } from '@rookery/shared-contracts';
import type { SeenJob } from '@rookery/shared-jobs';
import type { DataVersion } from './data-version.ts';

/** How far a run has come, and what it was made of. */
export interface RunProgress {
  /** Whether any model or the judge is simulated. */
  readonly simulated: boolean;
  /** Scenarios chosen for it. */
  readonly scenarios: number;
  readonly samplesTotal: number;
  readonly samplesDone: number;
  readonly samplesUnscored: number;
  readonly samplesFailed: number;
  readonly usage: Usage;
  /** What its scenarios were chosen from; undefined: it was not noted then. */
  readonly data: DataVersion | undefined;
}

/** A run as it stands at one moment. */
export type RunRecord = SeenJob<RunSettings, RunProgress>;
