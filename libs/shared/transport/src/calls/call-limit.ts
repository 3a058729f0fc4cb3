import { LONGEST_TIMER_MS, onAbort } from '@rookery/shared-concurrency';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';

/** When a call has to end: the sooner of a deadline, a time limit and a signal. */
export interface CallLimit {
  readonly signal: AbortSignal;
  /** Milliseconds that are left; Infinity without a limit in time. */
  leftMs(): number;
  /** Why the signal aborted, once it did. */
  reason(): RookeryError | undefined;
  /** Must be called when the call is over. */
  release(): void;
}

// By hand and not by AbortSignal.any and AbortSignal.timeout: those leave something behind for the garbage collector
// with every call, and a call is the most frequent thing there is.
export function callLimit(
  deadline: Date | undefined,
  timeoutMs: number | undefined,
  outer: AbortSignal | undefined,
): CallLimit {
  // By the clock that never jumps from here on.
  const end =
    performance.now() +
    Math.min(deadline === undefined ? Infinity : deadline.getTime() - Date.now(), timeoutMs ?? Infinity);
  // Up: added to a clock of whole milliseconds it is never sooner than the deadline.
  const leftMs = (): number => Math.ceil(end - performance.now());
  const controller = new AbortController();
  let reason: RookeryError | undefined;
  const abort = (why: RookeryError): void => {
    reason ??= why;
    controller.abort(reason);
  };
  const listening = outer && onAbort(outer, () => abort(outerReason(outer.reason)));
  const timer =
    leftMs() > LONGEST_TIMER_MS
      ? undefined
      : setTimeout(
          () => abort(new RookeryError('DEADLINE_EXCEEDED', 'the deadline passed before an answer came')),
          Math.max(0, leftMs()),
        );
  return {
    signal: controller.signal,
    leftMs,
    reason: () => reason,
    release: () => {
      clearTimeout(timer);
      listening?.[Symbol.dispose]();
    },
  };
}

function outerReason(reason: unknown): RookeryError {
  if (isRookeryError(reason)) return reason;
  const late = reason instanceof Error && reason.name === 'TimeoutError';
  return late
    ? new RookeryError('DEADLINE_EXCEEDED', 'the deadline passed before an answer came', { cause: reason })
    : new RookeryError('CANCELLED', 'the call was cancelled', { cause: reason });
}
