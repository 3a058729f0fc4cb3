import { ComparisonSpec } from '@rookery/shared-contracts';
import { storedJson } from '@rookery/shared-database';
import { z } from 'zod';
import type { Ask } from '../asks.ts';

/** What a step asks for, as its row keeps it: written and read by this library alone, with the experiment that made it. */
export const STORED_ASK = storedJson<Ask>({
  column: 'benchmark.experiment_step.ask',
  version: 1,
  schema: z.codec(
    z.looseObject({
      kind: z.enum(['run', 'rejudge', 'library', 'paths', 'twins', 'comparison', 'retrieval']),
    }),
    z.custom<Ask>(),
    {
      decode: (json) => {
        const ask = json as unknown as Ask;
        return ask.kind === 'comparison' ? { ...ask, spec: ComparisonSpec.fromJSON(ask.spec) } : ask;
      },
      encode: (ask) =>
        (ask.kind === 'comparison' ? { ...ask, spec: ComparisonSpec.toJSON(ask.spec) } : ask) as {
          kind: Ask['kind'];
        } & Record<string, unknown>,
    },
  ),
});
