import { Report } from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';

/** The report in the JSON form of its contract, enums by name and zeros written out; ends with a newline. */
export function reportAsJson(report: Report): string {
  return `${JSON.stringify(withZeros('rookery.benchmark.v1.Report', Report.toJSON(report)), undefined, 2)}\n`;
}
