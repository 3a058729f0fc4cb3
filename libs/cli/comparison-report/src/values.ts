import type { ContenderResult, MeanEstimate } from '@rookery/shared-contracts';

/** Losses are shown in thousandths of a score point. */
export const SCALE = 1000;

/** `34 [28, 41]`, evaluations; `>` stands for beyond the last checkpoint. */
export function reached(contender: ContenderResult): string {
  const { callsToTarget, callsToTargetLow, callsToTargetHigh, checkpoints } = contender;
  const beyond = `>${checkpoints.at(-1)?.evaluations ?? 0}`;
  return interval([callsToTarget, callsToTargetLow, callsToTargetHigh], beyond);
}

/** The same for all calls, in evaluations. */
export function reachedByAll(contender: ContenderResult): string {
  const { allCallsToTarget, allCallsToTargetLow, allCallsToTargetHigh } = contender;
  return interval([allCallsToTarget, allCallsToTargetLow, allCallsToTargetHigh], 'beyond');
}

function interval(
  [calls, low, high]: readonly [number | undefined, number | undefined, number | undefined],
  beyond: string,
): string {
  const show = (value: number | undefined): string =>
    value === undefined ? beyond : String(Math.round(value));
  if (calls === undefined && low === undefined) return 'never';
  return `${show(calls)} [${show(low)}, ${show(high)}]`;
}

/** `-12 ±7`, in thousandths. */
export function withInterval(estimate: MeanEstimate | undefined, signed = false): string {
  if (estimate === undefined) return '-';
  const value = Math.round(SCALE * estimate.mean);
  const plus = signed && value > 0 ? '+' : '';
  return `${plus}${value} ±${Math.round(SCALE * estimate.halfWidth)}`;
}

export function thousandths(estimate: MeanEstimate | undefined): string {
  return estimate === undefined ? '-' : String(Math.round(SCALE * estimate.mean));
}
