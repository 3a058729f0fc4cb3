import { wrapped } from '@rookery/cli-rendering';
import {
  ListPlannersResponse,
  PlannerServiceDefinition,
  type ParameterSpec,
  type Planner,
} from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';

const WIDTH = 80;

/** `rookery planners`: which planners can be named, and their parameters. */
export async function planners(context: CommandContext): Promise<void> {
  const listed = await withPlatform(context, (platform) =>
    platform.client(PlannerServiceDefinition).listPlanners({}, { signal: context.interrupted }),
  );
  if (context.json) {
    context.print(
      JSON.stringify(
        withZeros('rookery.planner.v1.ListPlannersResponse', ListPlannersResponse.toJSON(listed)),
      ),
    );
    return;
  }
  for (const planner of listed.planners) {
    context.print(wrapped(headingOf(planner, listed.defaultPlanner), WIDTH));
    if (planner.parameters.length === 0) continue;
    const rows = planner.parameters.map((parameter) => [
      `  ${parameter.name}`,
      JSON.stringify(parameter.type?.value.defaultValue),
      allowedValues(parameter),
      parameter.description,
    ]);
    context.print(`${table(['  parameter', 'default', 'allowed', ''], rows)}\n`);
  }
}

/** `uct (default): what it does`, or why it cannot be used just now. */
export function headingOf(
  { name, description, external, unusable }: Pick<Planner, 'name' | 'description' | 'external' | 'unusable'>,
  defaultPlanner: string,
): string {
  const marks = [...(name === defaultPlanner ? ['default'] : []), ...(external ? ['external'] : [])];
  const mark = marks.length === 0 ? '' : ` (${marks.join(', ')})`;
  return `${name}${mark}: ${unusable === '' ? description : `CANNOT BE USED NOW: ${unusable}`}`;
}

/** The allowed values in words: `0..10`, `whole numbers 0..10`, `mean | zero`. */
export function allowedValues({ type }: ParameterSpec): string {
  switch (type?.$case) {
    case 'number':
      return `${type.value.min}..${type.value.max}`;
    case 'integer':
      return `whole numbers ${type.value.min}..${type.value.max}`;
    case 'choice':
      return type.value.options.join(' | ');
    case 'flag':
      return 'true | false';
    case undefined:
      return '';
  }
}
