import { LONGEST_TIMER_MS, onAbort } from '@rookery/shared-concurrency';

/** Ends a search early: for its deadline, or because its caller left. */
export interface Stopping extends Disposable {
  /** Aborts when the search has to end, and when the object is disposed of. */
  readonly signal: AbortSignal;
  /** Why, once it has to; undefined before. */
  readonly reason: 'deadline' | 'cancelled' | undefined;
  /** Milliseconds between the end of the search and the deadline. */
  readonly marginMs: number;
}

/** Time kept for sending the result: a twentieth of what there is, but not less or more than this. Milliseconds. */
const LEAST_MARGIN_MS = 50;
const MOST_MARGIN_MS = 2_000;

/** @param deadline when the caller wants the result; undefined: whenever */
export function stopping(caller: AbortSignal, deadline: Date | undefined): Stopping {
  const controller = new AbortController();
  let reason: Stopping['reason'];
  const stop = (why: 'deadline' | 'cancelled') => {
    reason ??= why;
    controller.abort();
  };
  const listening = onAbort(caller, () => stop('cancelled'));
  const left = deadline === undefined ? 0 : deadline.getTime() - Date.now();
  const marginMs = Math.min(MOST_MARGIN_MS, Math.max(LEAST_MARGIN_MS, left / 20));
  const timer =
    deadline === undefined
      ? undefined
      : setTimeout(
          () => {
            stop('deadline');
          },
          Math.min(LONGEST_TIMER_MS, Math.max(0, left - marginMs)),
        );
  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    marginMs,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      listening[Symbol.dispose]();
      controller.abort();
    },
  };
}
