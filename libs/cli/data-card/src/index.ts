export { cardTables } from './tables.ts';
export type { CardTable } from './tables.ts';
export { cardAsMarkdown } from './markdown.ts';
export { croissantOf, sha256Of } from './croissant.ts';
export type { Described } from './croissant.ts';
