import { setTimeout as pause } from 'node:timers/promises';

/** Longest wait that a Node timer can hold, in milliseconds; longer ones would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits; returns early, without an error, when the signal aborts. */
export async function waitOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal });
  } catch {
    // Aborted: the caller looks at the signal.
  }
}
