import { readFile } from 'node:fs/promises';
import { estimate, limits, readPlan, type CapacityEstimate, type Limit } from '@rookery/cli-capacity';
import { invalidArgument } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { table } from '../terminal/table.ts';
import type { CapacityFlags } from './capacity-options.ts';

/** `rookery capacity PLAN`: no platform is asked for it. */
export async function capacity(context: CommandContext, file: string, flags: CapacityFlags): Promise<void> {
  const text = await readFile(file, 'utf8').catch((caught: unknown) => {
    throw invalidArgument('plan', `${file} cannot be read: ${(caught as Error).message}`);
  });
  const plan = readPlan(text);
  const needs = estimate(plan, { times: flags.times, withinHours: flags.within });
  const full = limits(plan, needs);
  context.print(
    context.json ? JSON.stringify({ ...needs, limits: full }, undefined, 2) : inWords(needs, full),
  );
}

function inWords(needs: CapacityEstimate, full: readonly Limit[]): string {
  const models = table(
    ['model', 'on', 'tokens written', 'GPU hours'],
    needs.models.map(({ name, gpuClass, gpus, outputTokens, gpuHours }) => [
      name,
      `${gpus} ${gpuClass}`,
      amount(outputTokens),
      amount(gpuHours),
    ]),
  );
  const means = table(
    ['what', 'GPUs', 'busy for', 'USD'],
    [
      ...needs.classes.map(({ gpuClass, gpus, hours, usd }) => [
        gpuClass,
        amount(gpus),
        `${amount(hours)} h`,
        amount(usd),
      ]),
      ...needs.hosted.map(({ name, hours, usd }) => [name, '-', `${amount(hours)} h`, amount(usd)]),
    ],
  );
  const room = table(
    ['what', 'needed', 'there is', 'full'],
    full.map(({ what, needed, there, unit }) => [
      what,
      `${amount(needed)} ${unit}`,
      amount(there),
      `${amount((100 * needed) / there)}%`,
    ]),
  );
  const total = `${amount(needs.samples)} verdicts in ${amount(needs.hours)} hours for ${amount(needs.usd)} USD`;
  return [models, means, total, room].join('\n\n');
}

/** Three digits say all that such an estimate can. */
function amount(value: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value);
}
