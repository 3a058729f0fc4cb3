import type { Disclosure, RunSettings } from '@rookery/benchmark-samples';
import { idsIn, type RunSpec } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { ATTRIBUTE_KEYS, isAttributeKey, type AttributeKey, type Status } from '@rookery/shared-scenario';

/** Entries of single scenarios in all disclosures of a run: they are stored with its settings. */
const MOST_ENTRIES = 100_000;

/**
 * What models are told with the status `disclosed`.
 * @throws RookeryError INVALID_ARGUMENT (spec.disclosures, spec.statuses, spec.repetitions)
 */
export function disclosuresFromWire(
  { disclosures, repetitions, answersOf }: Pick<RunSpec, 'disclosures' | 'repetitions' | 'answersOf'>,
  statuses: readonly Status[],
): Pick<RunSettings, 'disclosures'> {
  const field = 'spec.disclosures';
  if (!statuses.includes('disclosed')) {
    if (disclosures.length === 0 || answersOf !== '') return {};
    throw invalidArgument(field, 'is set without STATUS_DISCLOSED, which alone uses it');
  }
  if (statuses.length > 1) {
    throw invalidArgument('spec.statuses', 'has another status beside STATUS_DISCLOSED, which stands alone');
  }
  if (disclosures.length === 0) throw invalidArgument(field, 'is empty; STATUS_DISCLOSED needs one at least');
  if (repetitions !== 0 && repetitions !== disclosures.length) {
    throw invalidArgument(
      'spec.repetitions',
      `is ${repetitions}; with STATUS_DISCLOSED it is the number of disclosures, ${disclosures.length}, or left out`,
    );
  }
  const entries = disclosures.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
  if (entries > MOST_ENTRIES) {
    throw invalidArgument(
      field,
      `has ${entries} entries of single scenarios, at most ${MOST_ENTRIES} are allowed`,
    );
  }
  return {
    disclosures: disclosures.map(({ attributes, scenarios }, index) => ({
      attributes: attributesFrom(`${field}[${index}].attributes`, attributes),
      ...(scenarios.length === 0
        ? {}
        : {
            scenarios: Object.fromEntries(
              scenarios.map((one, place) => [
                idsIn(one.scenario)[0],
                attributesFrom(`${field}[${index}].scenarios[${place}].attributes`, one.attributes),
              ]),
            ),
          }),
    })),
  };
}

export function disclosuresToWire(disclosures: readonly Disclosure[] = []): RunSpec['disclosures'] {
  return disclosures.map(({ attributes, scenarios = {} }) => ({
    attributes: [...attributes],
    scenarios: Object.entries(scenarios).map(([id, told]) => ({
      scenario: `scenarios/${id}`,
      attributes: [...told],
    })),
  }));
}

function attributesFrom(field: string, names: readonly string[]): AttributeKey[] {
  return names.map((name, index) => {
    if (!isAttributeKey(name)) {
      throw invalidArgument(`${field}[${index}]`, `is no attribute, known are ${ATTRIBUTE_KEYS.join(', ')}`);
    }
    if (names.indexOf(name) < index)
      throw invalidArgument(`${field}[${index}]`, `is ${name}, which is there already`);
    return name;
  });
}
