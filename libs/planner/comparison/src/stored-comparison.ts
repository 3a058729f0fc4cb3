import { ComparisonResult, ComparisonSpec } from '@rookery/shared-contracts';
import { storedJson, type StoredJson } from '@rookery/shared-database';
import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';
import { z } from 'zod';
import type { Query } from './comparison.ts';

// The JSON of comparisons, as it is stored. Messages are kept in the JSON form of their contract.

const specJson = z.looseObject({
  contenders: z.array(z.looseObject({ planner: z.string().min(1) })).min(1),
  checkpoints: z.array(z.number()).min(1),
});

const resultJson = z.looseObject({ cells: z.array(z.looseObject({})) });

export const COMPARISON_SPEC: StoredJson<ComparisonSpec> = storedJson({
  column: 'planner_comparison.job.spec',
  version: 1,
  schema: z.codec(specJson, z.custom<ComparisonSpec>(), {
    decode: (json) => ComparisonSpec.fromJSON(json),
    encode: (spec) => z.parse(specJson, ComparisonSpec.toJSON(spec)),
  }),
});

export const COMPARISON_RESULT: StoredJson<ComparisonResult> = storedJson({
  column: 'planner_comparison.comparison.result',
  version: 1,
  schema: z.codec(resultJson, z.custom<ComparisonResult>(), {
    decode: (json) => ComparisonResult.fromJSON(json),
    encode: (result) => z.parse(resultJson, ComparisonResult.toJSON(result)),
  }),
});

export const QUERY: StoredJson<Query> = storedJson({
  column: 'planner_comparison.query.content',
  version: 1,
  schema: z.object({
    query: z.string().min(1),
    profile: z.partialRecord(z.enum(ATTRIBUTE_KEYS), z.string().min(1)),
  }),
});
