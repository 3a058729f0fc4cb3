import type { Usage } from '@rookery/shared-contracts';

/** What model calls took, as the driver reads it: bigint comes as text. */
export interface UsageRow {
  readonly calls: number | string;
  readonly input_tokens: string;
  readonly output_tokens: string;
  readonly cost_usd: number;
  readonly unpriced_calls: string;
}

export function usageIn({ calls, input_tokens, output_tokens, cost_usd, unpriced_calls }: UsageRow): Usage {
  return {
    calls: Number(calls),
    inputTokens: Number(input_tokens),
    outputTokens: Number(output_tokens),
    costUsd: cost_usd,
    unpricedCalls: Number(unpriced_calls),
  };
}

/** The same as columns to write. */
export function usageColumns({ calls, inputTokens, outputTokens, costUsd, unpricedCalls }: Usage): {
  readonly calls: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
  readonly unpriced_calls: number;
} {
  return {
    calls,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cost_usd: costUsd,
    unpriced_calls: unpricedCalls,
  };
}
