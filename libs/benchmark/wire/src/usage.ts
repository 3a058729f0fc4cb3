import type { Usage } from '@rookery/benchmark-storage';
import type { Usage as WireUsage } from '@rookery/shared-contracts';

export function usageToWire({ calls, inputTokens, outputTokens, costUsd }: Usage): WireUsage {
  return { calls, inputTokens, outputTokens, costUsd };
}
