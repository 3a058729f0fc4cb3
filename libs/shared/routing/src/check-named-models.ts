import type { Capability, Model } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';

/** How many model names an error message carries at most. */
const NAMED_MODELS = 30;

/**
 * Checks that each model that a request names is offered, and can do what is wanted of it.
 * @param named each with the field that names it; an empty name is one that was looked for and not found
 * @throws RookeryError NOT_FOUND with the first that is missing and those that there are; its violations name all that are missing
 */
export function checkNamedModels(
  offered: readonly Model[],
  capability: Capability,
  named: readonly (readonly [field: string, model: string])[],
): void {
  const able = new Set(
    offered.filter(({ capabilities }) => capabilities.includes(capability)).map(({ id }) => id),
  );
  const violations = named
    .filter(([, model]) => !able.has(model))
    .map(([field, model]) => ({
      field,
      description: `no inference worker serves ${model === '' ? 'one' : model}`,
    }));
  const [first] = violations;
  if (first === undefined) return;
  const known = [...able].sort().slice(0, NAMED_MODELS).join(', ');
  throw new RookeryError(
    'NOT_FOUND',
    `${first.field}: ${first.description}; there is: ${known === '' ? 'none' : known}`,
    { reason: 'MODEL_UNKNOWN', violations },
  );
}
