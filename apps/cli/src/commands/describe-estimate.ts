import type { RunEstimate } from '@rookery/shared-contracts';

/** What a run would take, in a few lines. */
export function describeEstimate(estimate: RunEstimate): string {
  const number = new Intl.NumberFormat('en');
  const lines = [
    `${number.format(estimate.scenarios)} scenarios, ${number.format(estimate.samples)} samples`,
    `${number.format(estimate.callsMin)} to ${number.format(estimate.callsMax)} model calls`,
    `at most about ${number.format(estimate.inputTokensMax)} tokens read, ${number.format(estimate.outputTokensMax)} written`,
    `at most about $${estimate.costUsdMax.toFixed(2)}`,
  ];
  if (estimate.modelsWithoutPrice.length > 0) {
    lines.push(`no price is known for ${estimate.modelsWithoutPrice.join(', ')}: counted as 0`);
  }
  return lines.join('\n');
}
