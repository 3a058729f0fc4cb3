import { isDeepStrictEqual } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import type { ComparisonStore } from './comparison-store.ts';
import { isFinal, type ComparisonRecord } from './comparison.ts';

const LOOK_EVERY_MS = 500;

/**
 * A comparison now and whenever it has changed; ends after its final state. Looks instead of listening: any process may do
 * the work, and a look costs two small queries.
 * @throws RookeryError NOT_FOUND, and the reason of the signal when it aborts
 */
export async function* watchComparison(
  store: ComparisonStore,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ComparisonRecord, void, undefined> {
  let shown: ComparisonRecord | undefined;
  for (;;) {
    signal.throwIfAborted();
    const comparison = await store.get(id);
    if (!isDeepStrictEqual(comparison, shown)) yield comparison;
    if (isFinal(comparison.state)) return;
    shown = comparison;
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}
