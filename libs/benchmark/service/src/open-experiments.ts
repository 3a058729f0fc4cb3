import { ExperimentControl, Experiments, ExperimentStore } from '@rookery/benchmark-experiments';
import { BENCHMARK_SCHEMA } from '@rookery/benchmark-storage';
import { openJobs, type JobsOptions } from '@rookery/shared-jobs';
import type { BenchmarkParts } from './benchmark-services.ts';

type StepParts = Omit<ConstructorParameters<typeof Experiments>[0], 'store' | 'log'>;

/** What jobs are opened with, whatever their kind. */
type CommonParts = Pick<JobsOptions<unknown, unknown>, 'database' | 'log' | 'runAsJob'>;

/** Experiments, with what their steps are made by. */
export async function openExperiments(
  common: CommonParts,
  steps: StepParts,
  inference: ConstructorParameters<typeof ExperimentControl>[0]['inference'],
): Promise<BenchmarkParts['experiments']> {
  const store = new ExperimentStore(common.database);
  const kind = new Experiments({ ...steps, store, log: common.log });
  const jobs = await openJobs({ ...common, schema: BENCHMARK_SCHEMA, kind });
  return { jobs, control: new ExperimentControl({ ...steps, store, jobs, inference }), store };
}
