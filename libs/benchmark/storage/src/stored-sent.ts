import { SentSettings } from '@rookery/shared-contracts';
import { storedJson } from '@rookery/shared-database';
import { z } from 'zod';

/** What was really sent with a call, as answers and results keep it: in the JSON form of the contract. */
export const STORED_SENT = storedJson<SentSettings>({
  column: 'benchmark.outcome.sent',
  version: 1,
  schema: z.codec(z.looseObject({}), z.custom<SentSettings>(), {
    decode: (json) => SentSettings.fromJSON(json),
    encode: (sent) => SentSettings.toJSON(sent) as Record<string, unknown>,
  }),
});
