import { BuildControl, type BuildProgress } from '@rookery/benchmark-library-builds';
import { RunControl } from '@rookery/benchmark-runs';
import type { RunSettings } from '@rookery/benchmark-samples';
import {
  RatingStore,
  ResultStore,
  type DataSetStore,
  type GivenAnswerStore,
  type RunProgress,
  type RunStore,
  type ScenarioStore,
} from '@rookery/benchmark-storage';
import {
  LibraryBuildServiceDefinition,
  RatingServiceDefinition,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  type LibraryBuildSpec,
  type LibraryServiceClient,
  type PlannerServiceClient,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Jobs } from '@rookery/shared-jobs';
import type { Inference } from '@rookery/shared-routing';
import type { ServiceOptions } from '@rookery/shared-server';
import { libraryBuildHandlers } from './library-build-handlers.ts';
import { ratingHandlers } from './rating-handlers.ts';
import { runHandlers } from './run-handlers.ts';
import { scenarioHandlers } from './scenario-handlers.ts';

/** What the handlers work with. */
export interface BenchmarkParts {
  readonly database: Database;
  readonly dataSets: DataSetStore;
  readonly scenarios: ScenarioStore;
  readonly answers: GivenAnswerStore;
  readonly runs: RunStore;
  readonly runJobs: Jobs<RunSettings, RunProgress>;
  readonly buildJobs: Jobs<LibraryBuildSpec, BuildProgress>;
  readonly inference: Pick<Inference, 'models'>;
  readonly libraries: Pick<LibraryServiceClient, 'getLibrary'>;
  readonly planner: Pick<PlannerServiceClient, 'plan'>;
}

type Served = ServiceOptions<
  readonly [
    typeof ScenarioServiceDefinition,
    typeof RunServiceDefinition,
    typeof RatingServiceDefinition,
    typeof LibraryBuildServiceDefinition,
  ]
>['services'];

/** The services of the benchmark, each with its handlers. */
export function benchmarkServices(parts: BenchmarkParts): Served {
  const { database, runJobs, buildJobs } = parts;
  return [
    { definition: ScenarioServiceDefinition, implementation: scenarioHandlers(parts) },
    {
      definition: RunServiceDefinition,
      implementation: runHandlers({
        database,
        jobs: runJobs,
        control: new RunControl({ ...parts, jobs: runJobs }),
        results: new ResultStore(database),
      }),
    },
    {
      definition: RatingServiceDefinition,
      implementation: ratingHandlers({ runJobs, ratings: new RatingStore(database) }),
    },
    {
      definition: LibraryBuildServiceDefinition,
      implementation: libraryBuildHandlers({
        jobs: buildJobs,
        control: new BuildControl({ ...parts, jobs: buildJobs }),
      }),
    },
  ];
}
