import { UsageKey, UsageServiceDefinition, UsageSum } from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';

/** What sums are made by, as people type it. */
export const USAGE_KEYS = ['key', 'job', 'model', 'purpose', 'class'] as const;
export type UsageKeyName = (typeof USAGE_KEYS)[number];

const KEYS: Readonly<Record<UsageKeyName, UsageKey>> = {
  key: UsageKey.CALLER,
  job: UsageKey.JOB,
  model: UsageKey.MODEL,
  purpose: UsageKey.PURPOSE,
  class: UsageKey.WORK_CLASS,
};
const VALUES: Readonly<Record<UsageKeyName, (sum: UsageSum) => string>> = {
  key: ({ caller }) => caller,
  job: ({ job }) => job,
  model: ({ model }) => model,
  purpose: ({ purpose }) => purpose,
  class: ({ workClass }) => workClass,
};

export interface UsageFlags {
  readonly by: readonly UsageKeyName[];
  /** Days back from now; not set: all that is on record. */
  readonly days?: number;
  readonly run?: string;
}

const MS_OF_DAY = 86_400_000;

/** `rookery usage`: tokens, GPU seconds and money by key, job, model... */
export async function usage(context: CommandContext, { by, days, run }: UsageFlags): Promise<void> {
  const { sums, more } = await withPlatform(context, async (platform) =>
    platform.client(UsageServiceDefinition).summarizeUsage(
      {
        keys: by.map((name) => KEYS[name]),
        startTime: days === undefined ? undefined : new Date(Date.now() - days * MS_OF_DAY),
        job: run === undefined ? '' : `runs/${run.replace(/^runs\//, '')}`,
      },
      { signal: context.interrupted },
    ),
  );
  if (more) context.note('there are more sums than are shown; ask for fewer keys, or for fewer days');
  if (context.json) {
    const type = 'rookery.inference.v1.UsageSum';
    context.print(JSON.stringify(sums.map((sum) => withZeros(type, UsageSum.toJSON(sum)))));
    return;
  }
  context.print(
    table(
      [...by, 'calls', 'failed', 'tokens in', 'out', 'busy s', 'GPU s', '$'],
      sums.map((sum) => [
        ...by.map((name) => VALUES[name](sum) || '-'),
        String(sum.calls),
        String(sum.failedCalls),
        String(sum.inputTokens),
        String(sum.outputTokens),
        sum.busySeconds.toFixed(1),
        sum.gpuSeconds?.toFixed(1) ?? '-',
        sum.costUsd.toFixed(4),
      ]),
    ),
  );
}
