import { setTimeout as pause } from 'node:timers/promises';
import { LONGEST_TIMER_MS } from './longest-timer.ts';

/** Waits; returns early, without an error, when the signal aborts. */
export async function waitOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal });
  } catch {
    // Aborted: the caller looks at the signal.
  }
}
