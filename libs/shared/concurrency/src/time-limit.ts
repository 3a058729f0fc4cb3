import { onAbort } from './abort.ts';
import { LONGEST_TIMER_MS } from './longest-timer.ts';

/** A signal that aborts with another one or when a time is over. Disposing it leaves nothing behind. */
export interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
  /** Whether it was the time that was over first. */
  readonly isOver: boolean;
}

/**
 * For work that is done often: the timer of `AbortSignal.timeout` stays until its time is over, however soon the work ended, and
 * keeps all that the work's asynchronous context holds.
 * @param ms after which the signal aborts with a TimeoutError
 * @param outer with whose reason it aborts
 */
export function timeLimit(ms: number, outer: AbortSignal): TimeLimit {
  const controller = new AbortController();
  let isOver = false;
  const timer = setTimeout(
    () => {
      isOver = !controller.signal.aborted;
      controller.abort(new DOMException(`more than ${ms} ms`, 'TimeoutError'));
    },
    Math.min(ms, LONGEST_TIMER_MS),
  );
  const listening = onAbort(outer, () => controller.abort(outer.reason));
  return {
    signal: controller.signal,
    get isOver() {
      return isOver;
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      listening[Symbol.dispose]();
    },
  };
}
