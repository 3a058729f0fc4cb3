import type { Usage } from '@rookery/shared-contracts';
import { asRookeryError, type ErrorCode, isFromModelServer } from '@rookery/shared-errors';
import { withRetries, type RetryPolicy } from '@rookery/shared-concurrency';

/**
 * Outlasts the restart of a process and a worker that is full for a moment: six attempts are about three seconds,
 * or what the other side asks for.
 */
const POLICY: RetryPolicy = {
  maxAttempts: 6,
  backoff: { firstMs: 100, mostMs: 5_000 },
  longestAskedWaitMs: 30_000,
};

const PASSING: ReadonlySet<ErrorCode> = new Set(['UNAVAILABLE', 'RESOURCE_EXHAUSTED']);

/**
 * Makes a call that is safe to repeat, again while the other side is away or asks to slow down. What a model's server
 * failed with is not repeated: the worker has done that.
 * @param spend told what each attempt that failed took, the last one included
 */
export function patiently<T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  spend: (usage: Usage) => void = () => {},
): Promise<T> {
  const counted = async (): Promise<T> => {
    try {
      return await attempt();
    } catch (caught) {
      // Here, because nobody judges the failure of a call that was cancelled.
      const { usage } = asRookeryError(caught);
      if (usage !== undefined) spend(usage);
      throw caught;
    }
  };
  return withRetries(POLICY, { signal }, counted, (caught) => {
    const error = asRookeryError(caught);
    const retry = PASSING.has(error.code) && !isFromModelServer(error);
    return { error, retry, askedWaitMs: error.retryAfterMs };
  });
}
