export { reportAsJson, reportFiles } from './files.ts';
export type { ReportFile } from './files.ts';
export { figureOf } from './figure-of.ts';
export { resultAsMarkdown } from './markdown.ts';
export { experimentAsHtml } from './page.ts';
export type { ExperimentReport } from './page.ts';
