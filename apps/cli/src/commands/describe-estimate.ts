import { count, dollars } from '@rookery/cli-report-rendering';
import type { RunEstimate } from '@rookery/shared-contracts';

/** What a run would take, in a few lines. */
export function describeEstimate(estimate: RunEstimate): string {
  const { scenarios, samples, callsMin, callsMax, inputTokensMax, outputTokensMax } = estimate;
  return [
    `${count(scenarios)} scenarios, ${count(samples)} samples`,
    `${count(callsMin)} to ${count(callsMax)} model calls`,
    `at most about ${count(inputTokensMax)} tokens read, ${count(outputTokensMax)} written`,
    ...costLines(estimate),
  ].join('\n');
}

function costLines({ costUsdMax, modelsWithoutPrice }: RunEstimate): string[] {
  const unpriced =
    modelsWithoutPrice.length === 0
      ? []
      : [`no price known for ${modelsWithoutPrice.join(', ')}; set ROOKERY_OPENAI_PRICES to count it`];
  if (costUsdMax > 0) return [`at most about ${dollars(costUsdMax)}`, ...unpriced];
  return unpriced.length > 0 ? unpriced : ['nothing to pay'];
}
