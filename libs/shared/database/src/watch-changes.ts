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
  /** After so many milliseconds without a change the state is given again, as a sign of life. */
  readonly againAfterMs: number;
}

/**
 * A stored state now, whenever it has changed, and now and then without a change; ends after its final one. Looks instead of listening: any process may do
 * the work that changes it.
 * @throws what `look` throws, and the reason of the signal when it aborts
 */
export async function* watchChanges<T>(
  { look, isFinal, everyMs, againAfterMs }: Watched<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  let shown: T | undefined;
  let shownAt = 0;
  for (;;) {
    signal.throwIfAborted();
    const state = await look();
    if (!isDeepStrictEqual(state, shown) || performance.now() - shownAt >= againAfterMs) {
      shown = state;
      shownAt = performance.now();
      yield state;
    }
    if (isFinal(state)) return;
    await wait(everyMs, undefined, { signal });
  }
}
