import type { ComparisonResult } from '@rookery/shared-contracts';
import type { Drawing } from './curves.ts';
import { lossScale } from './loss-scale.ts';

/** The one scale and the hues of all pictures of a result. */
export function drawingOf(result: ComparisonResult): Drawing {
  const { ticks } = lossScale(result);
  const contenders = result.cells.flatMap((cell) => cell.contenders.map(({ label }) => label));
  return { range: [ticks[0] ?? 1e-3, ticks.at(-1) ?? 1], labels: [...new Set(contenders)] };
}
