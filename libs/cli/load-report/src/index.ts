export { loadReportAsHtml } from './html.ts';
export { loadReportAsJson } from './json.ts';
export { secondsAsCsv } from './csv.ts';
export { figuresOf, kneeSentence, settingsSentence } from './summary.ts';
export { busiestProcess, missingServerFigures, SERVER_HEAD, serverRows } from './server-table.ts';
export { digits, duration } from './numbers.ts';
export { madeWith } from './made-with.ts';
export type { KneeReport, LoadReport, LoadSettings } from './load-report.ts';
