import { DIMENSIONS } from './dimensions.ts';

// An enumeration, because not every provider takes limits of numbers.
const score = { type: 'integer', enum: [1, 2, 3, 4, 5] };

/**
 * A closed object in the subset of JSON Schema that every provider takes. Reasons come before what they decide: a model that has
 * given its reasons scores more steadily.
 */
export function closedObject(properties: Readonly<Record<string, object>>): object {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** A dimension's reason and score. */
const scored = closedObject({ reason: { type: 'string' }, score });

/** JSON Schema of a verdict of the rubric: an object for each dimension. */
export const VERDICT_SCHEMA: string = JSON.stringify(
  closedObject(Object.fromEntries(DIMENSIONS.map(({ key }) => [key, scored]))),
);

/** JSON Schema of a verdict on one dimension: a reason, and the score under the dimension's name. */
export function dimensionSchema(key: string): string {
  return JSON.stringify(closedObject({ reason: { type: 'string' }, [key]: score }));
}
