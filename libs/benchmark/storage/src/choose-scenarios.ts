import type { ScenarioSelection } from '@rookery/benchmark-samples';
import { readerOf } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import type { DataSetStore } from './data-set-store.ts';
import type { ChosenScenario, ScenarioStore } from './scenario-store.ts';

/** Who chooses scenarios for a job. */
interface Chooser {
  readonly name: string;
  readonly operator: boolean;
}

export interface Choice {
  readonly selection: ScenarioSelection;
  /** Most scenarios; 0: all. */
  readonly limit: number;
  readonly seed: number;
  /** Only scenarios to which one of these gave an answer, in the data set of the selection. */
  readonly answeredBy?: readonly string[];
}

/**
 * Chooses the scenarios of a job: of the data set that is named, or else of the caller's own, an operator's too.
 *
 * @param field where the request names them, for messages
 * @throws RookeryError NOT_FOUND (data set), FAILED_PRECONDITION (reason NO_SCENARIO_MATCHES)
 */
export async function chooseScenarios(
  { dataSets, scenarios }: { readonly dataSets: DataSetStore; readonly scenarios: ScenarioStore },
  chooser: Chooser,
  { selection, limit, seed, answeredBy }: Choice,
  field: string,
): Promise<readonly ChosenScenario[]> {
  const named = selection.dataSet !== undefined;
  const reader = named ? readerOf(chooser) : { owner: chooser.name };
  if (named) await dataSets.mustExist(reader, selection.dataSet);
  const chosen = await scenarios.choose(reader, { ...selection, answeredBy }, limit, seed);
  if (chosen.length > 0) return chosen;
  throw new RookeryError(
    'FAILED_PRECONDITION',
    `${field}: no scenario matches; widen it or import scenarios`,
    { reason: 'NO_SCENARIO_MATCHES' },
  );
}
