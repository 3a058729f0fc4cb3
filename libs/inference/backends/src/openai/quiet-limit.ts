import { Stalled } from './failure.ts';

/** A signal that aborts when nothing has been heard for a while, or when the caller's does. */
export interface QuietLimit {
  readonly signal: AbortSignal;
  /** Something was heard: the time starts again. */
  heard(): void;
  /** True when the silence, and not the caller, ended it. */
  stalled(): Stalled | undefined;
  end(): void;
}

export function quietLimit(afterMs: number, caller: AbortSignal): QuietLimit {
  const silence = new AbortController();
  const fire = (): void => silence.abort(new Stalled(afterMs));
  let timer = setTimeout(fire, afterMs);
  return {
    signal: AbortSignal.any([caller, silence.signal]),
    heard: () => {
      clearTimeout(timer);
      if (!silence.signal.aborted) timer = setTimeout(fire, afterMs);
    },
    stalled: () => {
      const reason: unknown = silence.signal.reason;
      return !caller.aborted && reason instanceof Stalled ? reason : undefined;
    },
    end: () => clearTimeout(timer),
  };
}
