import { onAbort } from '@rookery/shared-concurrency';
import type { FinishedSearch } from '@rookery/shared-planner-wasm';
import type { FittedLibrary } from './search-host.ts';
import { SearchThread } from './search-thread.ts';

/** See `SearchHost.fit`. */
export async function fitApart(
  searches: readonly FinishedSearch[],
  signal: AbortSignal,
): Promise<FittedLibrary> {
  signal.throwIfAborted();
  const thread = new SearchThread();
  try {
    using _ = onAbort(signal, () => void thread.terminate());
    return await thread.call('fit', { searches });
  } catch (caught) {
    signal.throwIfAborted();
    throw caught;
  } finally {
    await thread.terminate();
  }
}
