import { stateLabel } from '@rookery/cli-report-rendering';
import { Run, RunServiceDefinition } from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';
import { allPages } from './all-pages.ts';
import { resourceName } from './resource-name.ts';

/** `rookery runs`: all runs, newest first. */
export async function runs(context: CommandContext): Promise<void> {
  const pages = await withPlatform(context, (platform) => {
    const service = platform.client(RunServiceDefinition);
    return allPages((request) => service.listRuns(request, { signal: context.interrupted }));
  });
  const all = pages.flatMap((page) => page.runs);
  if (context.json) {
    context.print(JSON.stringify(all.map((run) => withZeros('rookery.benchmark.v1.Run', Run.toJSON(run)))));
    return;
  }
  if (all.length === 0) {
    context.print('no runs yet; `rookery run --help` shows how to start one');
    return;
  }
  context.print(
    table(
      ['run', 'state', 'samples', 'unscored', 'failed', 'models', 'created'],
      all.map((run) => [
        run.name,
        stateLabel(run.state),
        `${run.samplesDone}/${run.samplesTotal}`,
        String(run.samplesUnscored),
        String(run.samplesFailed),
        (run.spec?.models ?? []).join(','),
        run.createTime?.toISOString().slice(0, 16) ?? '',
      ]),
    ),
  );
}

/** `rookery runs delete RUN`: erases a run with its answers, verdicts and reports. */
export async function deleteRun(context: CommandContext, run: string): Promise<void> {
  const name = resourceName('runs', run);
  await withPlatform(context, (platform) =>
    platform.client(RunServiceDefinition).deleteRun({ name }, { signal: context.interrupted }),
  );
  context.print(context.json ? JSON.stringify({ name }) : `${name} is erased`);
}
