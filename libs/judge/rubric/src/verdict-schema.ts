import { DIMENSIONS } from './dimensions.ts';

const score = { type: 'integer', minimum: 1, maximum: 5 };

/** JSON Schema of a verdict. The rationale comes first: a model that has given its reasons scores more steadily. */
export const VERDICT_SCHEMA: string = JSON.stringify({
  type: 'object',
  properties: {
    rationale: { type: 'string' },
    ...Object.fromEntries(DIMENSIONS.map(({ key }) => [key, score])),
  },
  required: ['rationale', ...DIMENSIONS.map(({ key }) => key)],
  additionalProperties: false,
});
