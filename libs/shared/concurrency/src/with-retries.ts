import { type Backoff, backoffMs } from './backoff.ts';
import { waitOrAbort } from './wait-or-abort.ts';

export interface RetryPolicy {
  /** Attempts in all, the first included; at least 1. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  /**
   * A longer wait asked for by the other side is not waited for: its error goes to the caller. Milliseconds.
   */
  readonly longestAskedWaitMs: number;
}

/** What a failed attempt means. */
export interface Judged {
  /** What the caller gets when there is no further attempt. */
  readonly error: Error;
  readonly retry: boolean;
  /** How long the other side asks to wait, in milliseconds. */
  readonly askedWaitMs?: number | undefined;
}

export interface Limits {
  readonly signal: AbortSignal;
  /** Attempts and waits end here. */
  readonly deadline?: Date | undefined;
}

/**
 * Repeats `attempt` (called with 1, 2, ...) until it succeeds, `judge` says not to, the policy is exhausted,
 * or the next wait would pass the deadline: then the last error is thrown at once, while the caller still has
 * time to act on it.
 */
export async function withRetries<Result>(
  policy: RetryPolicy,
  limits: Limits,
  attempt: (attemptNumber: number) => Promise<Result>,
  judge: (caught: unknown) => Judged,
): Promise<Result> {
  const { signal } = limits;
  for (let number = 1; ; number++) {
    signal.throwIfAborted();
    try {
      return await attempt(number);
    } catch (caught) {
      signal.throwIfAborted();
      const judged = judge(caught);
      if (!judged.retry || number >= policy.maxAttempts) throw judged.error;
      const asked = judged.askedWaitMs ?? 0;
      if (asked > policy.longestAskedWaitMs) throw judged.error;
      // Jitter goes on top of an asked wait too: a crowd told "in one second" must not come back as a crowd.
      const wait = asked + backoffMs(policy.backoff, number, Math.random());
      // Read anew each time: whoever joins a call may bring a later deadline.
      const { deadline } = limits;
      if (deadline !== undefined && Date.now() + wait >= deadline.getTime()) throw judged.error;
      await waitOrAbort(wait, signal);
    }
  }
}
