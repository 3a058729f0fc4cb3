import { Placement } from '@rookery/shared-contracts';
import { storedJson } from '@rookery/shared-database';
import { z } from 'zod';

/** What a model was at one worker, while a run asked it. */
export interface StoredPlacement {
  readonly model: string;
  readonly placement: Placement;
}

const stored = z.looseObject({ model: z.string(), placement: z.looseObject({}) });

/** Placements as run facts keep them: in the JSON form of the contract, beside the model. */
export const STORED_PLACEMENT = storedJson<StoredPlacement>({
  column: 'benchmark.run_fact.value',
  version: 1,
  schema: z.codec(stored, z.custom<StoredPlacement>(), {
    decode: ({ model, placement }) => ({ model, placement: Placement.fromJSON(placement) }),
    encode: ({ model, placement }) => ({
      model,
      placement: Placement.toJSON(placement) as Record<string, unknown>,
    }),
  }),
});
