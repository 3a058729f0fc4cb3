import { isDeepStrictEqual } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';

/** What is watched, and how. */
interface Watched<T> {
  /** Reads the state as it is now. */
  readonly look: () => Promise<T>;
  /** After such a state there is nothing more to see. */
  readonly isFinal: (state: T) => boolean;
  /** Time between two looks, in milliseconds. */
  readonly everyMs: number;
}

/**
 * A stored state now and whenever it has changed; ends after its final one. Looks instead of listening: any process may do
 * the work that changes it.
 * @throws what `look` throws, and the reason of the signal when it aborts
 */
export async function* watchChanges<T>(
  { look, isFinal, everyMs }: Watched<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  let shown: T | undefined;
  for (;;) {
    signal.throwIfAborted();
    const state = await look();
    if (!isDeepStrictEqual(state, shown)) yield state;
    if (isFinal(state)) return;
    shown = state;
    await wait(everyMs, undefined, { signal });
  }
}
