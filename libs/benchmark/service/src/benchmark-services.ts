import type {
  ExperimentControl,
  ExperimentProgress,
  ExperimentStore,
  StoredExperiment,
} from '@rookery/benchmark-experiments';
import type { BuildControl, BuildProgress } from '@rookery/benchmark-library-builds';
import type { RunControl } from '@rookery/benchmark-runs';
import type { RunSettings } from '@rookery/benchmark-samples';
import { SynthesisControl, type SynthesisProgress } from '@rookery/benchmark-synthesis';
import {
  RatingStore,
  ResultStore,
  type Contents,
  type DataSetStore,
  type GivenAnswerStore,
  type RunProgress,
  type RunStore,
  type ScenarioStore,
} from '@rookery/benchmark-storage';
import {
  ExperimentServiceDefinition,
  LibraryBuildServiceDefinition,
  RatingServiceDefinition,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  PersonServiceDefinition,
  SynthesisServiceDefinition,
  type LibraryBuildSpec,
  type SynthesisSpec,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Jobs } from '@rookery/shared-jobs';
import type { Inference } from '@rookery/shared-routing';
import type { ServiceOptions } from '@rookery/shared-server';
import { experimentHandlers } from './experiment-handlers.ts';
import { libraryBuildHandlers } from './library-build-handlers.ts';
import { personHandlers, type PersonHandlerParts } from './person-handlers.ts';
import { ratingHandlers } from './rating-handlers.ts';
import { runHandlers } from './run-handlers.ts';
import { scenarioHandlers } from './scenario-handlers.ts';
import { synthesisHandlers } from './synthesis-handlers.ts';

/** What the handlers work with. */
export interface BenchmarkParts {
  readonly database: Database;
  readonly contents: Contents;
  readonly dataSets: DataSetStore;
  readonly scenarios: ScenarioStore;
  readonly answers: GivenAnswerStore;
  readonly runs: RunStore;
  readonly runJobs: Jobs<RunSettings, RunProgress>;
  readonly runControl: RunControl;
  readonly buildJobs: Jobs<LibraryBuildSpec, BuildProgress>;
  readonly synthesisJobs: Jobs<SynthesisSpec, SynthesisProgress>;
  readonly inference: Pick<Inference, 'models'>;
  readonly buildControl: BuildControl;
  readonly people: PersonHandlerParts;
  readonly experiments: {
    readonly jobs: Jobs<StoredExperiment, ExperimentProgress>;
    readonly control: ExperimentControl;
    readonly store: ExperimentStore;
  };
}

type Served = ServiceOptions<
  readonly [
    typeof ScenarioServiceDefinition,
    typeof RunServiceDefinition,
    typeof RatingServiceDefinition,
    typeof LibraryBuildServiceDefinition,
    typeof SynthesisServiceDefinition,
    typeof ExperimentServiceDefinition,
    typeof PersonServiceDefinition,
  ]
>['services'];

/** The services of the benchmark, each with its handlers. */
export function benchmarkServices(parts: BenchmarkParts): Served {
  const { database, contents, runJobs, runControl, buildJobs, buildControl, synthesisJobs, experiments } =
    parts;
  const ratings = new RatingStore(database, contents);
  return [
    { definition: ScenarioServiceDefinition, implementation: scenarioHandlers(parts) },
    {
      definition: RunServiceDefinition,
      implementation: runHandlers({
        database,
        jobs: runJobs,
        control: runControl,
        results: new ResultStore(database, contents),
      }),
    },
    {
      definition: RatingServiceDefinition,
      implementation: ratingHandlers({ runJobs, ratings }),
    },
    {
      definition: LibraryBuildServiceDefinition,
      implementation: libraryBuildHandlers({
        jobs: buildJobs,
        control: buildControl,
      }),
    },
    {
      definition: SynthesisServiceDefinition,
      implementation: synthesisHandlers({
        database,
        contents,
        jobs: synthesisJobs,
        control: new SynthesisControl({ ...parts, jobs: synthesisJobs }),
      }),
    },
    {
      definition: ExperimentServiceDefinition,
      implementation: experimentHandlers({ database, ratings, ...experiments }),
    },
    { definition: PersonServiceDefinition, implementation: personHandlers(parts.people) },
  ];
}
