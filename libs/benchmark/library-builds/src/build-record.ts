import type { LibraryBuildSpec, Usage } from '@rookery/shared-contracts';
import type { SeenJob } from '@rookery/shared-jobs';

/** Scenarios of a build that could not be planned for one reason. */
export interface BuildFailure {
  /** An error code, or a stop reason. */
  readonly reason: string;
  readonly scenarios: number;
  /** How the first of them went wrong, in the words of the error. */
  readonly detail: string;
}

/** How far a build has come. */
export interface BuildProgress {
  readonly scenariosTotal: number;
  readonly scenariosDone: number;
  readonly scenariosFailed: number;
  /** Most frequent first. */
  readonly failures: readonly BuildFailure[];
  readonly usage: Usage;
}

/** A build as it stands at one moment. */
export type BuildRecord = SeenJob<LibraryBuildSpec, BuildProgress>;
