import { RunServiceDefinition, type Report } from '@rookery/shared-contracts';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { reportAsCsv, reportAsJson, reportAsMarkdown, reportAsTable } from '@rookery/cli-report-rendering';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';

/** Columns of the table when the output is not a terminal. */
export const PLAIN_WIDTH = 160;

const RENDERERS = {
  table: (report: Report) => reportAsTable(report, process.stdout.columns ?? PLAIN_WIDTH),
  json: reportAsJson,
  csv: reportAsCsv,
  md: reportAsMarkdown,
} as const;

type ReportFormat = keyof typeof RENDERERS;

/** `rookery report ID --format table|json|csv|md`. */
export async function report(
  context: CommandContext,
  run: string,
  options: { readonly format: string },
): Promise<void> {
  const format = reportFormat(context.json ? 'json' : options.format);
  await withPlatform(context, async (platform) => {
    await printReport(context, platform, resourceName('runs', run), format);
  });
}

/** Prints the report of a run as far as it is done, and returns it. */
export async function printReport(
  context: CommandContext,
  platform: PlatformConnection,
  name: string,
  format: ReportFormat,
): Promise<Report> {
  const runs = platform.client(RunServiceDefinition);
  const { report: found } = await runs.getReport({ name }, { signal: context.interrupted });
  if (found === undefined) throw new RookeryError('DATA_LOSS', 'GetReport answered without a report');
  context.print(RENDERERS[format](found).replace(/\n$/, ''));
  return found;
}

function reportFormat(format: string): ReportFormat {
  if (Object.hasOwn(RENDERERS, format)) return format as ReportFormat;
  throw invalidArgument('--format', `is ${format}, allowed are ${Object.keys(RENDERERS).join(', ')}`);
}
