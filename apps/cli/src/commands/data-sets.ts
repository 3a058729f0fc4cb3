import { DataSet, ScenarioServiceDefinition } from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';
import { allPages } from './all-pages.ts';
import { resourceName } from './resource-name.ts';

/** `rookery data-sets`: all data sets, by name. */
export async function dataSets(context: CommandContext): Promise<void> {
  const pages = await withPlatform(context, (platform) => {
    const scenarios = platform.client(ScenarioServiceDefinition);
    return allPages((request) => scenarios.listDataSets(request, { signal: context.interrupted }));
  });
  const all = pages.flatMap((page) => page.dataSets);
  if (context.json) {
    context.print(
      JSON.stringify(all.map((one) => withZeros('rookery.benchmark.v1.DataSet', DataSet.toJSON(one)))),
    );
    return;
  }
  if (all.length === 0) {
    context.print('no data sets yet; `rookery import --help` shows how to make one');
    return;
  }
  context.print(
    table(
      ['data set', 'scenarios', 'created'],
      all.map((one) => [one.name, String(one.scenarios), one.createTime?.toISOString().slice(0, 16) ?? '']),
    ),
  );
}

/** `rookery data-sets delete NAME`: erases a data set, and its scenarios where no other one has them. */
export async function deleteDataSet(context: CommandContext, dataSet: string): Promise<void> {
  const name = resourceName('dataSets', dataSet);
  await withPlatform(context, (platform) =>
    platform.client(ScenarioServiceDefinition).deleteDataSet({ name }, { signal: context.interrupted }),
  );
  context.print(context.json ? JSON.stringify({ name }) : `${name} is erased`);
}
