export { columnNamed, COLUMNS, isSameName, nearestColumn } from './column-names.ts';
export type { Column } from './column-names.ts';
export { isEmptyCell } from './cell.ts';
export { shownName, unknownColumns } from './named-cells.ts';
export type { RowColumns } from './named-cells.ts';
export type { RowRejection } from './rejection.ts';
export { rowsOfQueries } from './several-queries.ts';
export { toScenario } from './to-scenario.ts';
export type { RowOutcome } from './to-scenario.ts';
