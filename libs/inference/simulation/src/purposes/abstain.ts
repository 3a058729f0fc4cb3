import { ALL_ATTRIBUTES, attributesIn, maskOfProfile } from '@rookery/shared-scenario';
import { fillSchema } from '../schema-filling.ts';
import type { Turn } from './turn.ts';

const MOST = 5;

/**
 * How complete the picture is, 0..5: the share of what all attributes together would be worth that the known
 * ones bring, seen through the model's caution and indecision.
 */
export function abstain({ model, reading, truth, random, schema }: Turn): string {
  const estimate =
    MOST * truth.shareKnown(reading.known) ** model.caution + model.indecision * random.normal();
  const completeness = Math.min(MOST, Math.max(0, Math.round(estimate)));
  const known = maskOfProfile(reading.known);
  const missing = attributesIn(ALL_ATTRIBUTES & ~known);
  const rationale = `Simulated estimate by ${model.id}: ${completeness} of ${MOST}.`;
  return schema === ''
    ? `Completeness: ${completeness}`
    : fillSchema(schema, { completeness, missing, rationale }, rationale);
}
