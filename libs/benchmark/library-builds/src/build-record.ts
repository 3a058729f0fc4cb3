import type { LibraryBuildSpec, Usage } from '@rookery/shared-contracts';
import type { SeenJob } from '@rookery/shared-jobs';

/** How far a build has come. */
export interface BuildProgress {
  readonly scenariosTotal: number;
  readonly scenariosDone: number;
  readonly scenariosFailed: number;
  readonly usage: Usage;
}

/** A build as it stands at one moment. */
export type BuildRecord = SeenJob<LibraryBuildSpec, BuildProgress>;
