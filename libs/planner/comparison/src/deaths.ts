import { OnDeath, type ComparisonSpec } from '@rookery/shared-contracts';
import { baselineOf, targetOf } from './cells.ts';

/**
 * Whether a comparison goes on when the planner of this contender has died. It does unless it was asked to end: what the others
 * play is wanted in any case, and a resumed comparison plays what is missing. Without its baseline or its target it has no numbers.
 */
export function goesOnWithout(spec: ComparisonSpec, contender: number): boolean {
  if (spec.onDeath === OnDeath.END) return false;
  return contender !== baselineOf(spec) && contender !== targetOf(spec);
}
