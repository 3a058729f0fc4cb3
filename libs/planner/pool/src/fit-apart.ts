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
  const stop = (): void => void thread.terminate();
  signal.addEventListener('abort', stop);
  try {
    return await thread.call('fit', { searches });
  } catch (caught) {
    signal.throwIfAborted();
    throw caught;
  } finally {
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
}
