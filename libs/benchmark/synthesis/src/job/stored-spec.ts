import { SynthesisSpec } from '@rookery/shared-contracts';
import { storedJson } from '@rookery/shared-database';
import { z } from 'zod';

/** What a synthesis makes, as its job keeps it: in the JSON form of the contract, without the limits, which are the job's. */
export const STORED_SPEC = storedJson<SynthesisSpec>({
  column: 'benchmark.job.spec',
  version: 1,
  schema: z.codec(z.looseObject({ dataSet: z.string(), model: z.string() }), z.custom<SynthesisSpec>(), {
    decode: (json) => SynthesisSpec.fromJSON(json),
    encode: (spec) =>
      SynthesisSpec.toJSON(spec) as { dataSet: string; model: string } & Record<string, unknown>,
  }),
});
