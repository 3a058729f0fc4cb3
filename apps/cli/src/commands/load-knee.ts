import {
  constantRate,
  findKnee,
  parseRate,
  runLoad,
  type JudgedProbe,
  type LoadPlan,
  type LoadResult,
  type LoadTarget,
} from '@rookery/cli-load';
import { busiestProcess, digits, duration, type KneeReport } from '@rookery/cli-load-report';
import { RookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import type { LoadView } from '../terminal/load-view.ts';

/** How the knee is looked for. */
export interface KneeFlags {
  readonly rate: string;
  readonly duration: number;
  readonly p99Limit: number;
  readonly highestRate: number;
  readonly maxProbes: number;
}

const LOWEST_RATE = 0.1;
/** How close the bounds are brought, and how often a rate may fail and must pass. */
const PRECISION = { precision: 0.05, tries: 2, confirmations: 2 } as const;
/** A p99 of fewer calls than this is hardly more than their maximum: slow rates are measured longer, up to this factor. */
const WANTED_CALLS = 200;
const LONGEST_FACTOR = 3;

/** Finds the knee, saying how each probe went; the result is the load at the knee, or the last one measured. */
export async function kneeOf(
  context: CommandContext,
  target: LoadTarget,
  limits: Omit<LoadPlan, 'profile'>,
  flags: KneeFlags,
  view: LoadView,
): Promise<{ readonly rate: number; readonly result: LoadResult; readonly knee: KneeReport }> {
  let last: { readonly rate: number; readonly result: LoadResult } | undefined;
  let lastPassed: typeof last;
  const probe = async (rate: number): Promise<Omit<JudgedProbe, 'reason' | 'passed'> | undefined> => {
    const seconds = Math.min(LONGEST_FACTOR * flags.duration, Math.max(flags.duration, WANTED_CALLS / rate));
    const plan = { ...limits, profile: constantRate(rate, seconds) };
    const result = await runLoad(target, plan, context.interrupted, view.update);
    last = { rate, result };
    if (result.interrupted) return undefined;
    const { p99OfAll: p99Ms, achievedRate, lag, server } = result;
    if (p99Ms <= flags.p99Limit) lastPassed = last;
    return { rate, p99Ms, achievedRate, lagP99Ms: lag?.p99 ?? 0, processes: server.processes };
  };
  context.note(
    `looking for the highest rate with p99 at most ${duration(flags.p99Limit)}: at most ${flags.maxProbes} probes, ` +
      `most of them of ${digits(flags.duration + limits.warmUpSeconds)} s`,
  );
  const knee = await findKnee({
    ...PRECISION,
    startRate: parseRate(flags.rate, flags.duration)[0]?.from ?? LOWEST_RATE,
    lowestRate: LOWEST_RATE,
    highestRate: flags.highestRate,
    p99LimitMs: flags.p99Limit,
    maxProbes: flags.maxProbes,
    probe,
    onProbe: (judged) => {
      view.end();
      context.note(lineOf(judged));
    },
  });
  const shown = knee.rate !== undefined && lastPassed?.rate === knee.rate ? lastPassed : last;
  if (shown === undefined) throw new RookeryError('CANCELLED', 'interrupted before the first probe');
  return { ...shown, knee: { ...knee, p99LimitMs: flags.p99Limit } };
}

function lineOf({ reason, rate, achievedRate, p99Ms, passed, processes }: JudgedProbe): string {
  return [
    reason.padEnd(12),
    `${digits(rate)}/s`.padStart(12),
    `achieved ${digits(achievedRate)}/s`.padStart(22),
    `p99 ${duration(p99Ms)}`.padStart(16),
    passed ? '  passed' : '  FAILED',
    `  ${busiestProcess(processes)}`,
  ]
    .join('')
    .trimEnd();
}
