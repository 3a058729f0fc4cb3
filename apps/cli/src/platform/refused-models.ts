import { wrapped } from '@rookery/cli-rendering';
import type { RefusedModel } from '@rookery/shared-contracts';

const WIDTH = 80;

/** What workers refuse to serve, what was wanted and what was found; the same refusal of several workers once. */
export function refusedModelsInWords(refused: readonly RefusedModel[]): string[] {
  const byReason = Map.groupBy(refused, ({ reason }) => reason);
  return [...byReason].map(([reason, alike]) =>
    wrapped(`worker ${alike.map(({ worker }) => worker).join(', ')} refuses: ${reason}`, WIDTH),
  );
}
