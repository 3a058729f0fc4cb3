export { readRows } from './read-rows.ts';
export type { ReadRowsOptions } from './read-rows.ts';
export type { Row, RowOrError, UnreadableRow } from './row.ts';
