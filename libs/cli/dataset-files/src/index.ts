export { readRows } from './read-rows.ts';
export type { ReadRowsOptions } from './read-rows.ts';
export { MAX_ROW_BYTES } from './frame.ts';
export { ROW_FORMATS } from './row.ts';
export type { Row, RowFormat, RowOrError, UnreadableRow } from './row.ts';
