import { isFinal, type RunRecord, type RunStore } from '@rookery/benchmark-storage';
import { waitOrAbort } from '@rookery/shared-retry';

/** At most a few changes a second are told (contract, WatchRun). */
const PAUSE_MS = 300;

/** The run now and whenever it has changed, until it is final. */
export async function* watchRun(
  runs: RunStore,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<RunRecord, void, undefined> {
  let told = '';
  for (;;) {
    const run = await runs.get(id);
    const now = JSON.stringify(run);
    if (now !== told) yield run;
    told = now;
    if (isFinal(run.state)) return;
    await waitOrAbort(PAUSE_MS, signal);
    signal.throwIfAborted();
  }
}
