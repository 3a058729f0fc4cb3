import { ImportTally, type ImportSummary } from '@rookery/benchmark-datasets';
import type { DataSetStore, ScenarioStore } from '@rookery/benchmark-storage';
import { idsIn, type ImportScenariosRequest, type Row } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type { Scenario } from '@rookery/shared-scenario';
import { toScenario, type RowOutcome } from '@rookery/shared-scenario-rows';

/** Longest row that is read, in characters (contract, Row.json). */
const LONGEST_ROW = 1024 * 1024;

/**
 * Takes an import, batch by batch as it comes: memory holds one batch, whatever the file's size, and a batch that is not
 * stored yet holds up the caller.
 * @param owner whose data set it is
 */
export async function importScenarios(
  { dataSets, scenarios }: { readonly dataSets: DataSetStore; readonly scenarios: ScenarioStore },
  owner: string,
  requests: AsyncIterable<ImportScenariosRequest>,
  signal: AbortSignal,
): Promise<ImportSummary> {
  const tally = new ImportTally();
  let dataSet: number | undefined;
  for await (const { event } of requests) {
    signal.throwIfAborted();
    switch (event?.$case) {
      case 'header':
        if (dataSet !== undefined)
          throw invalidArgument('header', 'came twice; it is the first message only');
        dataSet = await dataSets.open(owner, idsIn(event.value.dataSet)[0]);
        break;
      case 'rows':
        if (dataSet === undefined) throw invalidArgument('header', 'is missing; it is the first message');
        await takeRows(scenarios, dataSet, event.value.rows, tally);
        break;
      case undefined:
        throw invalidArgument('event', 'is not set; header or rows is needed');
    }
  }
  if (dataSet === undefined) throw invalidArgument('header', 'is missing; it is the first message');
  return tally.summary();
}

async function takeRows(
  store: ScenarioStore,
  dataSet: number,
  rows: readonly Row[],
  tally: ImportTally,
): Promise<void> {
  const scenarios: Scenario[] = [];
  for (const row of rows) {
    const outcome = readRow(row);
    if ('scenario' in outcome) scenarios.push(outcome.scenario);
    else tally.rejected(outcome.rejection);
  }
  const added = await store.add(dataSet, scenarios);
  // Of two equal rows in one batch the first is the new one.
  for (const scenario of scenarios) tally.taken(scenario, added.delete(scenario.id));
}

function readRow({ number, json, unreadable }: Row): RowOutcome {
  const reject = (reason: string): RowOutcome => ({ rejection: { row: number, column: '', reason } });
  if (unreadable !== '') return reject(unreadable);
  if (json.length > LONGEST_ROW)
    return reject(`has ${json.length} characters, at most ${LONGEST_ROW} are read`);
  let columns: unknown;
  try {
    columns = JSON.parse(json);
  } catch {
    // The parser's own message quotes the row.
    return reject('is not JSON');
  }
  if (!isObject(columns)) return reject('is not a JSON object');
  return toScenario(columns, number);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
