import { BenchmarkServiceDefinition } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { renderReport, REPORT_FORMATS, type ReportFormat } from '@rookery/shared-report-rendering';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';

/** `rookery report ID --format table|json|csv|md`. */
export async function report(
  context: CommandContext,
  run: string,
  options: { readonly format: string },
): Promise<void> {
  const format = reportFormat(context.json ? 'json' : options.format);
  await withPlatform(context, (platform) =>
    printReport(context, platform, resourceName('runs', run), format),
  );
}

export async function printReport(
  context: CommandContext,
  platform: PlatformConnection,
  name: string,
  format: ReportFormat,
): Promise<void> {
  const benchmark = platform.client(BenchmarkServiceDefinition);
  const { report: found } = await benchmark.getReport({ name }, { signal: context.interrupted });
  if (found !== undefined) context.print(renderReport(found, format, { width: process.stdout.columns }));
}

export function reportFormat(format: string): ReportFormat {
  const known = REPORT_FORMATS.find((one) => one === format);
  if (known === undefined)
    throw invalidArgument('--format', `is ${format}, allowed are ${REPORT_FORMATS.join(', ')}`);
  return known;
}
