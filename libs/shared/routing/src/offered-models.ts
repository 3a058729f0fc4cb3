import type { Model, Worker } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';

/** Every model of the workers once, with its placements at all of them, ordered by id. */
export function offeredModels(workers: readonly Worker[]): Model[] {
  const byId = Map.groupBy(
    workers.flatMap(({ models }) => models),
    ({ id }) => id,
  );
  const models = [...byId.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, placements: [first, ...others].flatMap(({ placements }) => placements ?? []) }],
  );
  return models.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** How many refusals it carries. */
const MOST_REFUSALS = 3;
/** How many model names an error message carries at most. */
const NAMED_MODELS = 30;

/**
 * Why no worker could be chosen: UNAVAILABLE when there is none with a model at all (one may register any moment),
 * NOT_FOUND with the models that are there when nobody serves this one. Both name the model servers that are silent.
 */
export function noWorkerError(workers: readonly Worker[], model: string): RookeryError {
  const silent = workers
    .flatMap(({ silentServers }) => silentServers)
    .map(({ reason }) => `; a model server cannot be asked: ${reason}`)
    .join('');
  const refused = workers
    .flatMap(({ refusedModels }) => refusedModels)
    .filter((one) => one.model === model || one.placement?.entry?.name === model)
    .map(({ worker, reason }) => `; worker ${worker} refuses it: ${reason}`)
    .slice(0, MOST_REFUSALS)
    .join('');
  const names = offeredModels(workers).map(({ id }) => id);
  if (names.length === 0) {
    const lack = workers.length === 0 ? 'is registered at the gateway' : 'has a model to offer';
    return new RookeryError('UNAVAILABLE', `no inference worker ${lack}${silent}${refused}`, {
      reason: 'NO_WORKER',
      retryAfterMs: 1000,
    });
  }
  const shown = names.slice(0, NAMED_MODELS).join(', ');
  const more = names.length > NAMED_MODELS ? ` and ${names.length - NAMED_MODELS} more` : '';
  return new RookeryError(
    'NOT_FOUND',
    `model: no worker serves ${model}; known models: ${shown}${more}${silent}${refused}`,
    {
      reason: 'MODEL_UNKNOWN',
      violations: [{ field: 'model', description: `no worker serves ${model}` }],
      metadata: { model },
    },
  );
}
