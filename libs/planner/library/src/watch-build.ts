import { watchChanges } from '@rookery/shared-database';
import type { BuildStore } from './build-store.ts';
import { isFinal, type Build } from './build.ts';

const LOOK_EVERY_MS = 250;

/**
 * A build now and whenever it has changed; ends after its final state. A look costs two small queries.
 * @throws RookeryError NOT_FOUND, and the reason of the signal when it aborts
 */
export function watchBuild(
  store: BuildStore,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Build, void, undefined> {
  const ended = ({ state }: Build) => isFinal(state);
  return watchChanges({ look: () => store.get(id), isFinal: ended, everyMs: LOOK_EVERY_MS }, signal);
}
