import { LibraryBuildSpec } from '@rookery/shared-contracts';
import { storedJson } from '@rookery/shared-database';
import { z } from 'zod';

/** What a build builds, as its job keeps it: in the JSON form of the contract, without the limits, which are the job's. */
export const STORED_SPEC = storedJson<LibraryBuildSpec>({
  column: 'benchmark.job.spec',
  version: 1,
  schema: z.codec(
    z.looseObject({ library: z.string(), options: z.looseObject({}) }),
    z.custom<LibraryBuildSpec>(),
    {
      decode: (json) => LibraryBuildSpec.fromJSON(json),
      encode: (spec) =>
        LibraryBuildSpec.toJSON(spec) as { library: string; options: object & Record<string, unknown> },
    },
  ),
});
