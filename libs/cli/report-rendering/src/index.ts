export { reportAsTable } from './terminal.ts';
export { reportAsMarkdown } from './markdown.ts';
export { reportAsCsv } from './csv.ts';
export { reportAsJson } from './json.ts';
