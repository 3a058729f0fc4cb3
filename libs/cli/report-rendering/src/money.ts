import type { Usage } from '@rookery/shared-contracts';
import { count } from './numbers.ts';

/** Money as people read it; a small amount is never rounded to nothing. */
export function dollars(value: number): string {
  if (value > 0 && value < 0.0001) return 'under $0.0001';
  return `$${value.toFixed(value !== 0 && value < 1 ? 4 : 2)}`;
}

/**
 * What model calls cost, as far as it is known: an amount stands there only if there was one to pay.
 * @param simulated whether a model of the work was simulated
 */
export function moneyOf({ calls, costUsd, unpricedCalls }: Usage, simulated: boolean): string {
  const unpriced = `no price known for ${count(unpricedCalls)} ${unpricedCalls === 1 ? 'call' : 'calls'}`;
  if (costUsd > 0) return unpricedCalls === 0 ? dollars(costUsd) : `${dollars(costUsd)}, ${unpriced}`;
  if (unpricedCalls > 0) return unpricedCalls === calls ? 'no price known' : unpriced;
  if (simulated) return 'simulated';
  return calls === 0 ? 'nothing' : 'free';
}
