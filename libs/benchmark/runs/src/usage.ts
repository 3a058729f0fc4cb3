import type { Usage } from '@rookery/benchmark-storage';
import type { Usage as WireUsage } from '@rookery/shared-contracts';

export const NO_USAGE: Usage = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

export function usageOf(usage: WireUsage | undefined): Usage {
  if (usage === undefined) return NO_USAGE;
  const { calls, inputTokens, outputTokens, costUsd } = usage;
  return { calls, inputTokens, outputTokens, costUsd };
}

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: a.costUsd + b.costUsd,
  };
}
