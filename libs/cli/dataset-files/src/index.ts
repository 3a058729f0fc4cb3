export { chosenRows, NO_CHOICE } from './chosen-columns.ts';
export type { ColumnChoice } from './chosen-columns.ts';
export { lookedAtRows } from './looked-at-rows.ts';
export type { LookedAtRows } from './looked-at-rows.ts';
export { readRows } from './read-rows.ts';
export type { RowOrError } from './row.ts';
