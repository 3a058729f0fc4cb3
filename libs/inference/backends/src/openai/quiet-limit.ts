import { Stalled } from './faults.ts';

/** A signal that aborts when nothing has been heard for a while, or when the caller's does. */
export interface QuietLimit {
  readonly signal: AbortSignal;
  /** Something was heard: the time starts again. @param withinMs until something has to be heard again; not set: as long as ever */
  heard(withinMs?: number): void;
  /** Nobody listens for now; `heard` goes on. */
  pause(): void;
  /** Set when the silence, and not the caller, ended it. */
  stalled(): Stalled | undefined;
  end(): void;
}

export function quietLimit(afterMs: number, caller: AbortSignal): QuietLimit {
  const silence = new AbortController();
  const startTimer = (ms: number): NodeJS.Timeout => setTimeout(() => silence.abort(new Stalled(ms)), ms);
  let timer = startTimer(afterMs);
  return {
    signal: AbortSignal.any([caller, silence.signal]),
    heard: (withinMs = afterMs) => {
      clearTimeout(timer);
      if (!silence.signal.aborted) timer = startTimer(Math.min(withinMs, afterMs));
    },
    pause: () => clearTimeout(timer),
    stalled: () => {
      const reason: unknown = silence.signal.reason;
      return !caller.aborted && reason instanceof Stalled ? reason : undefined;
    },
    end: () => clearTimeout(timer),
  };
}
