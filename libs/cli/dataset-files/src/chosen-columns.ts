import type { Origin } from '@rookery/shared-scenario';
import {
  columnNamed,
  inKnownShape,
  isEmptyCell,
  isSameName,
  rowsOfAnswers,
  rowsOfQueries,
  shownName,
  type Column,
  type RowColumns,
} from '@rookery/shared-scenario-rows';
import { refusal } from './refusal.ts';
import type { RowOrError } from './row.ts';

/** What somebody says of the columns of a file, where their names do not. */
export interface ColumnChoice {
  /** Which of the file's columns is meant, by what it means. */
  readonly map: ReadonlyMap<Column, string>;
  /** Columns of the file to leave out. */
  readonly ignore: readonly string[];
  /** Where rows come from that do not say it. */
  readonly source?: Origin | undefined;
  /** Set where rows bring answers: who gave those that do not say it; empty: a name is made. */
  readonly answers?: { readonly model: string } | undefined;
}

export const NO_CHOICE: ColumnChoice = { map: new Map(), ignore: [] };

/**
 * Rows with their columns as they were chosen. A row with several queries of one person, or several answers, becomes several rows of
 * the same number.
 * @throws RookeryError INVALID_ARGUMENT (file) when a column means what another one was chosen for
 */
export async function* chosenRows(
  rows: AsyncIterable<RowOrError>,
  choice: ColumnChoice,
): AsyncGenerator<RowOrError, void, undefined> {
  for await (const row of rows) {
    if ('unreadable' in row) yield row;
    else for (const columns of chosenColumns(row.columns, choice)) yield { number: row.number, columns };
  }
}

function chosenColumns(
  columns: RowColumns,
  { map, ignore, source, answers }: ColumnChoice,
): readonly RowColumns[] {
  const kept = Object.entries(inKnownShape(columns)).filter(
    ([name]) => !ignore.some((one) => isSameName(one, name)),
  );
  const chosen = Object.fromEntries(kept.map(([name, value]) => [chosenName(name, value, map), value]));
  const says = (...meanings: readonly string[]): boolean =>
    Object.entries(chosen).some(
      ([name, value]) => meanings.includes(columnNamed(name) ?? '') && !isEmptyCell(value),
    );
  const rows = rowsOfQueries(
    source === undefined || says('source', 'origin') ? chosen : { ...chosen, source },
  );
  if (answers === undefined) return rows;
  const { model } = answers;
  return rows.flatMap((row) => rowsOfAnswers(model === '' || says('model') ? row : withModel(row, model)));
}

function withModel(columns: RowColumns, model: string): RowColumns {
  const others = Object.entries(columns).filter(([name]) => columnNamed(name) !== 'model');
  return { ...Object.fromEntries(others), model };
}

function chosenName(name: string, value: unknown, map: ColumnChoice['map']): string {
  const meant = columnNamed(name);
  for (const [column, chosen] of map) {
    if (isSameName(chosen, name)) return column;
    if (column !== meant || isEmptyCell(value)) continue;
    throw refusal(
      `has the column "${shownName(name)}" beside "${shownName(chosen)}", which was chosen for ${column}; leave it out with --ignore "${shownName(name)}"`,
    );
  }
  return name;
}
