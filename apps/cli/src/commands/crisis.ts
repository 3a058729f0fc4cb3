import { AgentServiceDefinition, ReportReferralsResponse } from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';

/** What `rookery crisis report` is asked. */
export interface ReferralFlags {
  readonly year: number;
  readonly tenant: string;
}

/** `rookery crisis report`: how often people were named somebody to turn to in a year. */
export async function reportReferrals(
  context: CommandContext,
  { year, tenant }: ReferralFlags,
): Promise<void> {
  const report = await withPlatform(context, (platform) =>
    platform
      .client(AgentServiceDefinition)
      .reportReferrals({ year, tenant }, { signal: context.interrupted }),
  );
  if (context.json) {
    const type = 'rookery.planner.v1.ReportReferralsResponse';
    context.print(JSON.stringify(withZeros(type, ReportReferralsResponse.toJSON(report))));
    return;
  }
  const months = Map.groupBy(report.days, ({ day }) => day.slice(0, 7));
  const rows = [...months].map(([month, days]) => [
    month,
    String(days.reduce((sum, { crises }) => sum + Number(crises), 0)),
    String(days.reduce((sum, { concerns }) => sum + Number(concerns), 0)),
  ]);
  context.print(
    table(
      ['month', 'crises', 'concerns'],
      [...rows, [String(year), String(report.crises), String(report.concerns)]],
    ),
  );
}
