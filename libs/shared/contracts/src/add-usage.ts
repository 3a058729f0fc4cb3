import type { Usage } from './generated/rookery/common/v1/usage.ts';

/** What nothing takes. */
export const NO_USAGE: Readonly<Usage> = Object.freeze({
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  unpricedCalls: 0,
});

/** The sum of two usages; a message without a usage adds nothing. */
export function addUsage(one: Readonly<Usage>, other: Readonly<Usage> | undefined): Usage {
  return {
    calls: one.calls + (other?.calls ?? 0),
    inputTokens: one.inputTokens + (other?.inputTokens ?? 0),
    outputTokens: one.outputTokens + (other?.outputTokens ?? 0),
    costUsd: one.costUsd + (other?.costUsd ?? 0),
    unpricedCalls: one.unpricedCalls + (other?.unpricedCalls ?? 0),
  };
}
