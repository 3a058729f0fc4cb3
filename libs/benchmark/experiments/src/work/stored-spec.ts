import type { DataVersion } from '@rookery/benchmark-storage';
import { ExperimentSpec } from '@rookery/shared-contracts';
import { storedJson } from '@rookery/shared-database';
import { z } from 'zod';
import type { Contents } from '../asks.ts';

/** What a job of experiments makes, without its limits, and what scenarios there were when it was asked for. */
export interface StoredExperiment {
  readonly spec: ExperimentSpec;
  readonly contents: Contents;
  /** Whether any of its models or its judge is simulated. */
  readonly simulated: boolean;
  /** What its scenarios are chosen from, as it was then; absent: it was not noted then. */
  readonly data?: DataVersion;
}

/** As the job keeps it: the specification in the JSON form of the contract. */
export const STORED_EXPERIMENT = storedJson<StoredExperiment>({
  column: 'benchmark.job.spec',
  version: 1,
  schema: z.object({
    spec: z.codec(z.looseObject({ experiments: z.array(z.string()) }), z.custom<ExperimentSpec>(), {
      decode: (json) => ExperimentSpec.fromJSON(json),
      encode: (spec) => ExperimentSpec.toJSON(spec) as { experiments: string[] } & Record<string, unknown>,
    }),
    contents: z.object({ evaluation: z.string(), library: z.string() }),
    simulated: z.boolean(),
    data: z.object({ dataSet: z.string(), digest: z.string(), scenarios: z.int() }).exactOptional(),
  }),
});
