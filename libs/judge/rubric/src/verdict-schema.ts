import { DIMENSIONS } from './dimensions.ts';

// An enumeration, because not every provider takes limits of numbers.
const score = { type: 'integer', enum: [1, 2, 3, 4, 5] };

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
