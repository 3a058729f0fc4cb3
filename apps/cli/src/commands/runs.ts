import { BenchmarkServiceDefinition, Run, jobStateToJSON, type JobState } from '@rookery/shared-contracts';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';

const PAGE = 200;

/** `rookery runs`: all runs, newest first. */
export async function runs(context: CommandContext): Promise<void> {
  const all = await withPlatform(context, async (platform) => {
    const benchmark = platform.client(BenchmarkServiceDefinition);
    const found: Run[] = [];
    let pageToken = '';
    do {
      const page = await benchmark.listRuns({ pageSize: PAGE, pageToken }, { signal: context.interrupted });
      found.push(...page.runs);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return found;
  });
  if (context.json) {
    context.print(JSON.stringify(all.map((run) => Run.toJSON(run))));
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
        stateName(run.state),
        `${run.samplesDone}/${run.samplesTotal}`,
        String(run.samplesUnscored),
        String(run.samplesFailed),
        (run.spec?.models ?? []).join(','),
        run.createTime?.toISOString().slice(0, 16) ?? '',
      ]),
    ),
  );
}

/** `succeeded` for JOB_STATE_SUCCEEDED. */
export const stateName = (state: JobState): string =>
  jobStateToJSON(state).replace('JOB_STATE_', '').toLowerCase();
