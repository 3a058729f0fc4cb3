import { BenchmarkServiceDefinition } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { renderReport, REPORT_FORMATS, type ReportFormat } from '@rookery/shared-report-rendering';
import { client } from '@rookery/shared-service';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformChannel } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';

/** `rookery report ID --format table|json|csv|md`. */
export async function report(
  context: CommandContext,
  run: string,
  options: { readonly format: string },
): Promise<void> {
  const format = reportFormat(context.json ? 'json' : options.format);
  await withPlatform(context, (channel) => printReport(context, channel, resourceName('runs', run), format));
}

export async function printReport(
  context: CommandContext,
  channel: PlatformChannel,
  name: string,
  format: ReportFormat,
): Promise<void> {
  const benchmark = client(BenchmarkServiceDefinition, channel);
  const { report: found } = await benchmark.getReport({ name }, { signal: context.interrupted });
  if (found !== undefined) context.print(renderReport(found, format, { width: process.stdout.columns }));
}

export function reportFormat(format: string): ReportFormat {
  const known = REPORT_FORMATS.find((one) => one === format);
  if (known === undefined) throw invalidArgument('--format', `is ${format}, allowed are ${REPORT_FORMATS.join(', ')}`);
  return known;
}
