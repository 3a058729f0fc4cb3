export { buildReport } from './build-report.ts';
