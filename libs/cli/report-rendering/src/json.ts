import { Report } from '@rookery/shared-contracts';

/** The report in the JSON form of its contract, enums by name; ends with a newline. */
export function reportAsJson(report: Report): string {
  return `${JSON.stringify(Report.toJSON(report), undefined, 2)}\n`;
}
