import { backoffMs, waitOrAbort } from '@rookery/shared-concurrency';
import { isRookeryError, type ErrorCode } from '@rookery/shared-errors';

/** What no second try mends. */
const LASTING: ReadonlySet<ErrorCode> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'FAILED_PRECONDITION',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
  'UNIMPLEMENTED',
]);

/** How patient a watch is, in milliseconds. */
export interface WatchPatience {
  /** Between tries. */
  readonly backoff: { readonly firstMs: number; readonly mostMs: number };
  /** Silence after which it is said. The service gives a sign of life every fifteen seconds. */
  readonly sayAfterMs: number;
  /** Silence after which the stream counts as lost, though nobody has said so. */
  readonly lostAfterMs: number;
  /** Silence, with all tries, after which it is given up. */
  readonly giveUpMs: number;
}

const WATCH_PATIENCE: WatchPatience = {
  backoff: { firstMs: 500, mostMs: 20_000 },
  sayAfterMs: 20_000,
  lostAfterMs: 50_000,
  giveUpMs: 1_800_000,
};

/**
 * What a watch says, through lost streams: whatever ended one before the caller stopped to listen, be it a clean end, it is
 * taken up again after growing pauses. What no second try mends, and a silence without end, is thrown.
 * @param open watches from now on; the first message is how things stand
 * @param onSilence told once in each silence, with what ended the stream last, if anything did
 */
export async function* takenUpAgain<Message>(
  open: (signal: AbortSignal) => AsyncIterable<Message>,
  {
    signal,
    onSilence,
    patience = WATCH_PATIENCE,
  }: {
    readonly signal: AbortSignal;
    readonly onSilence: (lost: Error | undefined) => void;
    readonly patience?: WatchPatience;
  },
): AsyncGenerator<Message, void, undefined> {
  let heardAt = performance.now();
  let losses = 0;
  let lost: Error | undefined;
  let said = false;
  const silent = (): number => performance.now() - heardAt;
  const saySilence = (): void => {
    if (said) return;
    said = true;
    onSilence(lost);
  };
  for (;;) {
    const stalled = new AbortController();
    const timers = [
      setTimeout(saySilence, Math.max(0, patience.sayAfterMs - silent())),
      setTimeout(() => stalled.abort(new Error('nothing was heard')), patience.lostAfterMs),
    ] as const;
    try {
      for await (const message of open(AbortSignal.any([signal, stalled.signal]))) {
        heardAt = performance.now();
        losses = 0;
        said = false;
        for (const timer of timers) timer.refresh();
        yield message;
      }
      lost = undefined;
    } catch (error) {
      signal.throwIfAborted();
      lost = error instanceof Error ? error : new Error(String(error));
      const isOurs = stalled.signal.aborted;
      if (!isOurs && (!isRookeryError(error) || LASTING.has(error.code))) throw error;
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
    losses += 1;
    const waitMs = backoffMs(patience.backoff, losses, Math.random());
    if (silent() + waitMs > patience.giveUpMs) throw lost ?? new Error('the watch ended without an end');
    // The second try is nearly always the last one: what takes longer is said.
    if (silent() + waitMs > patience.backoff.firstMs * 8) saySilence();
    await waitOrAbort(waitMs, signal);
    signal.throwIfAborted();
  }
}
