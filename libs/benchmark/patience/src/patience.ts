import { asRookeryError, isFromModelServer, type RookeryError } from '@rookery/shared-errors';
import { backoffMs, untilAborted, waitOrAbort } from '@rookery/shared-concurrency';
import { failureKind } from './failure.ts';
import type { OutageGate } from './outage-gate.ts';

/** Attempts at a call that goes wrong for reasons of its own. */
const MOST_ATTEMPTS = 5;
/** The same where the worker has tried several times before it gave up on the model's server. */
const MOST_REPEATED_ATTEMPTS = 2;
/** Failures that look like an outage of a service that says it is well: a restart takes its time to be noticed. */
const MOST_UNEXPLAINED = 12;
/** The same where a worker serves the model, and says that its server does not know it. */
const MOST_UNKNOWN = 3;
/** How often one call comes back to a model's server that answers it wrongly, whatever lies between. */
const MOST_RETURNS = 40;
/** How long one call bears being told to slow down, in milliseconds. */
export const MOST_BUSY_MS = 15 * 60_000;
const PAUSE = { firstMs: 250, mostMs: 8000 };
/** After "slow down", or as long as is asked for where that is longer. */
const BUSY_PAUSE = { firstMs: 250, mostMs: 30_000 };

export interface PatienceOptions {
  /** Opens when the services that the call needs can serve. */
  readonly gate: Pick<OutageGate, 'passed'>;
  /** Opens when the model's own server answers. */
  readonly server: Pick<OutageGate, 'passed'>;
  /** Called when the other side asks to slow down; waits so many milliseconds, or until the signal aborts. */
  readonly slowDown: (ms: number, error: RookeryError) => Promise<void>;
  /** Called with each failure, whose usage has to be counted. */
  readonly failed: (error: RookeryError) => void;
  /** Whether what is left of a budget allows another attempt. */
  readonly mayRepeat: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Makes a call that is safe to repeat until it succeeds or has failed for good: an outage is waited out; "slow down" is obeyed
 * unless it is asked for longer than a quarter of an hour; anything that may pass gets a few attempts. Rejects with the last error
 * as RookeryError, or with the signal's reason.
 *
 * @param attempt gets the number of the attempt, from 1
 */
export async function patiently<Result>(
  { gate, server, slowDown, failed, mayRepeat, signal }: PatienceOptions,
  attempt: (number: number) => Promise<Result>,
): Promise<Result> {
  let [passing, unexplained, returns, busyMs] = [0, 0, 0, 0];
  for (let number = 1; ; number += 1) {
    signal.throwIfAborted();
    let error: RookeryError;
    try {
      return await attempt(number);
    } catch (caught) {
      error = asRookeryError(caught);
      failed(error);
      signal.throwIfAborted();
    }
    const kind = failureKind(error);
    if (kind === 'lasting' || !mayRepeat()) throw error;
    if (kind !== 'outage' && error.reason !== 'WORKER_FULL' && ++returns > MOST_RETURNS) throw error;
    switch (kind) {
      case 'outage':
        if (await untilAborted(gate.passed(), signal)) unexplained = 0;
        else if (++unexplained >= (error.reason === 'MODEL_UNKNOWN' ? MOST_UNKNOWN : MOST_UNEXPLAINED))
          throw error;
        await pause(unexplained, 0, signal);
        break;
      case 'server':
        if (await untilAborted(server.passed(), signal)) passing = 0;
        else if (++passing >= mostAttempts(error)) throw error;
        await pause(passing, error.retryAfterMs ?? 0, signal);
        break;
      case 'busy': {
        // Jitter goes on top of an asked wait: a crowd told "in one second" must not come back as a crowd.
        const askedMs = (error.retryAfterMs ?? 0) + backoffMs(PAUSE, 1, Math.random());
        const waitMs = Math.max(askedMs, backoffMs(BUSY_PAUSE, returns, Math.random()));
        busyMs += waitMs;
        if (busyMs > MOST_BUSY_MS) throw error;
        await slowDown(waitMs, error);
        break;
      }
      case 'passing':
        // What fails while a service or its database is away is not counted.
        if (await untilAborted(gate.passed(), signal)) passing = 0;
        else if (++passing >= mostAttempts(error)) throw error;
        await pause(passing, error.retryAfterMs ?? 0, signal);
        break;
    }
  }
}

function mostAttempts(error: RookeryError): number {
  return isFromModelServer(error) ? MOST_REPEATED_ATTEMPTS : MOST_ATTEMPTS;
}

/** Jitter goes on top of an asked wait too. */
async function pause(failures: number, askedMs: number, signal: AbortSignal): Promise<void> {
  await waitOrAbort(askedMs + backoffMs(PAUSE, failures, Math.random()), signal);
}
