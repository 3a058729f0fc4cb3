import { ImportTally, type ImportSummary } from '@rookery/benchmark-datasets';
import type {
  DataSetStore,
  GivenAnswerRow,
  GivenAnswerStore,
  ScenarioStore,
} from '@rookery/benchmark-storage';
import { idsIn, type ImportScenariosRequest, type Row } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type { Scenario } from '@rookery/shared-scenario';
import {
  toAnsweredScenario,
  toScenario,
  type AnsweredRowOutcome,
  type RowOutcome,
} from '@rookery/shared-scenario-rows';

/** Longest row that is read, in characters (contract, Row.json). */
const LONGEST_ROW = 1024 * 1024;

/** Where imported rows go. */
export interface ImportStores {
  readonly dataSets: DataSetStore;
  readonly scenarios: ScenarioStore;
  readonly answers: GivenAnswerStore;
}

/** A data set that rows are imported into. */
interface OpenDataSet {
  readonly id: number;
  /** Whether each row brings an answer. */
  readonly withAnswers: boolean;
}

/**
 * Takes an import, batch by batch as it comes: memory holds one batch, whatever the file's size, and a batch that is not
 * stored yet holds up the caller.
 * @param owner whose data set it is
 */
export async function importScenarios(
  stores: ImportStores,
  owner: string,
  requests: AsyncIterable<ImportScenariosRequest>,
  signal: AbortSignal,
): Promise<ImportSummary> {
  const tally = new ImportTally();
  let dataSet: OpenDataSet | undefined;
  for await (const { event } of requests) {
    signal.throwIfAborted();
    switch (event?.$case) {
      case 'header':
        if (dataSet !== undefined)
          throw invalidArgument('header', 'came twice; it is the first message only');
        dataSet = {
          id: await stores.dataSets.open(owner, idsIn(event.value.dataSet)[0]),
          withAnswers: event.value.withAnswers,
        };
        break;
      case 'rows':
        if (dataSet === undefined) throw invalidArgument('header', 'is missing; it is the first message');
        await takeRows(stores, dataSet, event.value.rows, tally);
        break;
      case undefined:
        throw invalidArgument('event', 'is not set; header or rows is needed');
    }
  }
  if (dataSet === undefined) throw invalidArgument('header', 'is missing; it is the first message');
  return tally.summary();
}

async function takeRows(
  { scenarios: store, answers: answerStore }: ImportStores,
  { id, withAnswers }: OpenDataSet,
  rows: readonly Row[],
  tally: ImportTally,
): Promise<void> {
  const scenarios: Scenario[] = [];
  const answers: GivenAnswerRow[] = [];
  for (const row of rows) {
    const outcome = readRow(row, withAnswers);
    if ('rejection' in outcome) {
      tally.rejected(outcome.rejection);
      continue;
    }
    const { scenario } = outcome;
    scenarios.push(scenario);
    if ('answer' in outcome) {
      const { model, response } = outcome.answer;
      answers.push({ scenario: scenario.id, model, response, sourceRow: scenario.sourceRow });
    }
  }
  const added = await store.add(id, scenarios);
  // Of two equal rows in one batch the first is the new one.
  for (const scenario of scenarios) tally.taken(scenario, added.delete(scenario.id));
  tally.answered(await answerStore.add(id, answers));
}

function readRow({ number, json, unreadable }: Row, withAnswers: boolean): RowOutcome | AnsweredRowOutcome {
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
  return withAnswers ? toAnsweredScenario(columns, number) : toScenario(columns, number);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
