import { agreementAsTable } from '@rookery/cli-report-rendering';
import { AgreementReport, RatingServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { PLAIN_WIDTH } from './report.ts';
import { resourceName } from './resource-name.ts';

/** `rookery agreement RUN`: how the judge agrees with people, and they with each other. */
export async function agreement(
  context: CommandContext,
  run: string,
  { calibration }: { readonly calibration: boolean },
): Promise<void> {
  await withPlatform(context, async (platform) => {
    const { report } = await platform
      .client(RatingServiceDefinition)
      .getAgreement({ name: resourceName('runs', run), calibration }, { signal: context.interrupted });
    if (report === undefined) throw new RookeryError('DATA_LOSS', 'GetAgreement answered without a report');
    context.print(
      context.json
        ? JSON.stringify(withZeros('rookery.benchmark.v1.AgreementReport', AgreementReport.toJSON(report)))
        : agreementAsTable(report, process.stdout.columns ?? PLAIN_WIDTH).replace(/\n$/, ''),
    );
  });
}
