import type { LoadReport } from './load-report.ts';

/** The whole report as JSON. Infinity and NaN, which JSON lacks, are null: too slow to have a value, or none at all. */
export function loadReportAsJson(report: LoadReport): string {
  return JSON.stringify(report);
}
