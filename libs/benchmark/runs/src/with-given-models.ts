import type { RunSettings } from '@rookery/benchmark-samples';
import type { GivenAnswerStore } from '@rookery/benchmark-storage';
import type { Reader } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';

/** The limits of the contract's RunSpec. */
const MOST_MODELS = 100;
const MOST_REPETITIONS = 1000;
const SHOWN_MODELS = 30;

/**
 * The settings of a run over given answers with everybody who gave one, where nobody was chosen, and as many repetitions as the most
 * answers that one of them gave to one scenario.
 * @throws RookeryError NOT_FOUND (spec.models) for one who gave none; FAILED_PRECONDITION (reason NO_SCENARIO_MATCHES) when nobody
 *   did, or there are more than a run can hold
 */
export async function withGivenModels(
  answers: GivenAnswerStore,
  reader: Reader,
  settings: RunSettings,
): Promise<RunSettings> {
  const { dataSet = '' } = settings.selection;
  const found = new Map((await answers.models(reader, dataSet)).map(({ model, most }) => [model, most]));
  const models = settings.models.length === 0 ? [...found.keys()] : settings.models;
  if (models.length === 0) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `spec.filter: dataSets/${dataSet} has no answers; import rows with their answers first`,
      { reason: 'NO_SCENARIO_MATCHES' },
    );
  }
  const index = models.findIndex((model) => !found.has(model));
  if (index >= 0) {
    const known = [...found.keys()].slice(0, SHOWN_MODELS).join(', ');
    const description = `${models[index]} gave no answer in dataSets/${dataSet}`;
    throw new RookeryError('NOT_FOUND', `spec.models[${index}]: ${description}; these did: ${known}`, {
      reason: 'MODEL_UNKNOWN',
      violations: [{ field: `spec.models[${index}]`, description }],
    });
  }
  if (models.length > MOST_MODELS)
    throw tooMany('spec.models', `${models.length} models gave answers`, MOST_MODELS);
  const repetitions = Math.max(...models.map((model) => found.get(model) ?? 0));
  if (repetitions > MOST_REPETITIONS) {
    throw tooMany(
      'spec.repetitions',
      `one model gave ${repetitions} answers to one scenario`,
      MOST_REPETITIONS,
    );
  }
  return { ...settings, models, repetitions };
}

function tooMany(field: string, what: string, most: number): RookeryError {
  return new RookeryError('FAILED_PRECONDITION', `${field}: ${what}, a run holds at most ${most}`);
}
