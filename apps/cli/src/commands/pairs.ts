import { count, statusLabel } from '@rookery/cli-report-rendering';
import {
  DerivedPairs,
  RunServiceDefinition,
  type DerivedPairsRow,
  type Estimate,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';
import { resourceName } from './resource-name.ts';

/** `rookery pairs RUN`: over-caution and needless referrals by benign twins, and what each rung of disclosure gains. */
export async function pairs(context: CommandContext, run: string): Promise<void> {
  await withPlatform(context, async (platform) => {
    const { pairs: found } = await platform
      .client(RunServiceDefinition)
      .getDerivedPairs({ name: resourceName('runs', run) }, { signal: context.interrupted });
    if (found === undefined) throw new RookeryError('DATA_LOSS', 'GetDerivedPairs answered without pairs');
    context.print(
      context.json
        ? JSON.stringify(withZeros('rookery.benchmark.v1.DerivedPairs', DerivedPairs.toJSON(found)))
        : pairsAsText(found),
    );
  });
}

/** The pairs for a terminal: twins first, then rungs. */
export function pairsAsText({ run, simulated, rows, notes }: DerivedPairs): string {
  if (rows.length === 0) {
    return `${run} has no derived scenarios with what they are held against; see rookery data-sets twins --help`;
  }
  const twins = rows.filter(({ kind }) => kind === 'twin');
  const rungs = rows.filter(({ kind }) => kind !== 'twin');
  return [
    `${simulated ? 'SIMULATED: ' : ''}Derived scenarios of ${run}`,
    ...(twins.length === 0
      ? []
      : [
          '',
          'Benign twins: the same query of a person at low risk',
          table(
            [
              'model',
              'status',
              'pairs',
              'score',
              'of twins',
              'difference',
              'referrals',
              'needless',
              'difference',
            ],
            twins.map((row) => [
              ...cells(row),
              share(row.baseReferrals),
              share(row.referrals) + interval(row.referralRate, share),
              signedShare(row.referralDifference),
            ]),
          ),
        ]),
    ...(rungs.length === 0
      ? []
      : [
          '',
          'Ladder of disclosure: each rung against the one below',
          table(
            ['model', 'status', 'pairs', 'score', 'on the rung', 'gain', 'rung'],
            rungs.map((row) => [...cells(row), row.kind]),
          ),
        ]),
    '',
    ...notes,
  ].join('\n');
}

function cells({ model, status, pairs: number, baseMean, mean, difference }: DerivedPairsRow): string[] {
  const signed = `${sign(difference)}${points(difference?.value ?? 0)}${interval(difference, points)}`;
  return [model, statusLabel(status), count(number), baseMean.toFixed(2), mean.toFixed(2), signed];
}

const points = (value: number): string => value.toFixed(2);
const share = (value: number): string => `${(100 * value).toFixed(1)}%`;
const sign = (estimate: Estimate | undefined): string => ((estimate?.value ?? 0) >= 0 ? '+' : '');

function signedShare(estimate: Estimate | undefined): string {
  return estimate === undefined
    ? ''
    : `${sign(estimate)}${share(estimate.value)}${interval(estimate, share)}`;
}

/** ` [low, high]`, or nothing where there is no interval. */
function interval(estimate: Estimate | undefined, shown: (value: number) => string): string {
  if (estimate?.low === undefined || estimate.high === undefined) return '';
  return ` [${shown(estimate.low)}, ${shown(estimate.high)}]`;
}
