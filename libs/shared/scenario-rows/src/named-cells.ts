import { isEmptyCell } from './cell.ts';
import { columnNamed, type Column } from './column-names.ts';
import { ColumnProblem } from './rejection.ts';

/** A row of a file: column name to value, as a reader gives it. */
export type RowColumns = Readonly<Record<string, unknown>>;

/** A cell and the name under which the file has it. */
export interface Cell {
  readonly name: string;
  readonly value: unknown;
}

/** Column names are shown in reasons; a longer one is hardly a name. */
const SHOWN_NAME_LENGTH = 60;

/** The name of a column as it may be shown. */
export function shownName(name: string): string {
  return name.length > SHOWN_NAME_LENGTH ? `${name.slice(0, SHOWN_NAME_LENGTH)}...` : name;
}

/**
 * The cells of a row that say something, by what their columns mean. Throws a ColumnProblem for a column that is not known, and
 * for two that mean the same: nothing that a file holds is dropped silently. An empty cell loses nothing wherever it stands:
 * CSV files have it in every row.
 */
export function namedCells(columns: RowColumns): ReadonlyMap<Column, Cell> {
  const cells = new Map<Column, Cell>();
  for (const [name, value] of Object.entries(columns)) {
    if (isEmptyCell(value)) continue;
    const column = columnNamed(name);
    if (column === undefined) throw new ColumnProblem(shownName(name), 'is not a known column');
    const other = cells.get(column);
    if (other !== undefined && column !== 'not used') {
      throw new ColumnProblem(
        column,
        `is given twice, by the columns ${shownName(other.name)} and ${shownName(name)}`,
      );
    }
    cells.set(column, { name, value });
  }
  return cells;
}

/** The names of a row's columns that are not known and hold something. */
export function unknownColumns(columns: RowColumns): string[] {
  return Object.keys(columns).filter(
    (name) => !isEmptyCell(columns[name]) && columnNamed(name) === undefined,
  );
}
