import { asRookeryError, isFromModelServer, type RookeryError } from '@rookery/shared-errors';
import { backoffMs, waitOrAbort } from '@rookery/shared-concurrency';
import { failureKind } from './failure.ts';
import type { OutageGate } from './outage-gate.ts';

/** Attempts at a call that goes wrong for reasons of its own. */
const MOST_ATTEMPTS = 5;
/** The same where the worker has tried several times before it gave up on the model's server. */
const MOST_REPEATED_ATTEMPTS = 2;
/** Failures that look like an outage of a service that says it is well: a restart takes its time to be noticed. */
const MOST_UNEXPLAINED = 12;
/** How long one call bears being told to slow down, in milliseconds. */
const MOST_BUSY_MS = 15 * 60_000;
const PAUSE = { firstMs: 250, mostMs: 8000 };

export interface PatienceOptions {
  /** Opens when the services that the call needs can serve. */
  readonly gate: OutageGate;
  /** Called when the other side asks to slow down. */
  readonly slowDown: () => void;
  readonly signal: AbortSignal;
}

/**
 * Makes a call that is safe to repeat until it succeeds or has failed for good: an outage is waited out, however long;
 * "slow down" is obeyed; anything that may pass gets a few attempts. Rejects with the last error as RookeryError, or
 * with the signal's reason.
 *
 * @param attempt gets the number of the attempt, from 1
 */
export async function patiently<Result>(
  { gate, slowDown, signal }: PatienceOptions,
  attempt: (number: number) => Promise<Result>,
): Promise<Result> {
  let [passing, unexplained, busyMs] = [0, 0, 0];
  for (let number = 1; ; number += 1) {
    signal.throwIfAborted();
    let error: RookeryError;
    try {
      return await attempt(number);
    } catch (caught) {
      signal.throwIfAborted();
      error = asRookeryError(caught);
    }
    switch (failureKind(error)) {
      case 'lasting':
        throw error;
      case 'outage':
        if (await gate.passed()) unexplained = 0;
        else if (++unexplained >= MOST_UNEXPLAINED) throw error;
        await pause(unexplained, 0, signal);
        break;
      case 'busy':
        slowDown();
        busyMs += error.retryAfterMs ?? 0;
        if (busyMs > MOST_BUSY_MS) throw error;
        await pause(1, error.retryAfterMs ?? 0, signal);
        break;
      case 'passing':
        // A service whose own database is away says INTERNAL: what happens in an outage is not counted.
        if (await gate.passed()) passing = 0;
        else if (++passing >= mostAttempts(error)) throw error;
        await pause(passing, error.retryAfterMs ?? 0, signal);
        break;
    }
  }
}

function mostAttempts(error: RookeryError): number {
  return isFromModelServer(error) ? MOST_REPEATED_ATTEMPTS : MOST_ATTEMPTS;
}

/** Jitter goes on top of an asked wait too: a crowd told "in one second" must not come back as a crowd. */
async function pause(failures: number, askedMs: number, signal: AbortSignal): Promise<void> {
  await waitOrAbort(askedMs + backoffMs(PAUSE, failures, Math.random()), signal);
}
