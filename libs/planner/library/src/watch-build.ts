import { isDeepStrictEqual } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import type { BuildStore } from './build-store.ts';
import { isFinal, type Build } from './build.ts';

const LOOK_EVERY_MS = 250;

/**
 * A build now and whenever it has changed; ends after its final state. Looks instead of listening: any process may do
 * the work, and a look costs two small queries.
 * @throws RookeryError NOT_FOUND, and the reason of the signal when it aborts
 */
export async function* watchBuild(
  store: BuildStore,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Build, void, undefined> {
  let shown: Build | undefined;
  for (;;) {
    signal.throwIfAborted();
    const build = await store.get(id);
    if (!isDeepStrictEqual(build, shown)) yield build;
    if (isFinal(build.state)) return;
    shown = build;
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}
