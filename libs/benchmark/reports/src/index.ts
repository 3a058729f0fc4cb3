export { buildReport } from './build-report.ts';
export { measureDrift } from './drift.ts';
