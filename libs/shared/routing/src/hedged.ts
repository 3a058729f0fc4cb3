import { onAbort, waitOrAbort } from '@rookery/shared-concurrency';
import { addUsage, type Usage } from '@rookery/shared-contracts';
import { asRookeryError, isRookeryError, withUsage } from '@rookery/shared-errors';

/** One of two attempts at the same call. */
interface Attempt<Response> {
  readonly answer: Promise<Response>;
  stop(): void;
}

/** A call that may be made twice. */
interface HedgedCall<Response> {
  /** Makes the call; the second time at another worker. */
  readonly attempt: (signal: AbortSignal) => Promise<Response>;
  /** It is made a second time when it has not been answered for so long, in milliseconds. */
  readonly afterMs: number;
  /** Told when the first attempt was stopped because the second was answered, and after how many milliseconds. */
  readonly firstStopped: (ms: number) => void;
  readonly signal: AbortSignal;
}

/**
 * A call that is made a second time when it has not been answered for a while; the first answer counts, the other attempt is
 * stopped, and what both took is in the usage of what comes out. A second attempt that cannot be made changes nothing.
 */
export async function hedged<Response extends { usage: Usage | undefined }>({
  attempt,
  afterMs,
  firstStopped,
  signal,
}: HedgedCall<Response>): Promise<Response> {
  const begun = performance.now();
  const begin = (): Attempt<Response> => {
    const stopping = new AbortController();
    const leaving = onAbort(signal, () => stopping.abort(signal.reason));
    const answer = attempt(stopping.signal).finally(() => leaving[Symbol.dispose]());
    // Looked at below, and not by everybody.
    answer.catch(() => undefined);
    return { answer, stop: () => stopping.abort() };
  };
  const first = begin();
  if (await isSettledWithin(first.answer, afterMs)) return first.answer;
  const second = begin();
  const [winner, loser] = await answeredFirst(first, second);
  loser.stop();
  if (loser === first) firstStopped(performance.now() - begun);
  const spent = await usageOf(loser.answer);
  try {
    const response = await winner.answer;
    return spent === undefined ? response : { ...response, usage: addUsage(spent, response.usage) };
  } catch (caught) {
    throw isRookeryError(caught) && spent !== undefined
      ? withUsage(caught, addUsage(spent, caught.usage))
      : caught;
  }
}

async function isSettledWithin(answer: Promise<unknown>, ms: number): Promise<boolean> {
  const settled = new AbortController();
  const settle = (): void => settled.abort();
  answer.then(settle, settle);
  await waitOrAbort(ms, settled.signal);
  return settled.signal.aborted;
}

/** The one that is answered first, and the other; where both fail, the first one made is the one that counts. */
async function answeredFirst<Response>(
  first: Attempt<Response>,
  second: Attempt<Response>,
): Promise<readonly [winner: Attempt<Response>, loser: Attempt<Response>]> {
  const won = await Promise.any([first.answer.then(() => first), second.answer.then(() => second)]).catch(
    () => first,
  );
  return won === first ? [first, second] : [second, first];
}

/** What an attempt took that does not count. */
async function usageOf(answer: Promise<{ usage: Usage | undefined }>): Promise<Usage | undefined> {
  try {
    return (await answer).usage;
  } catch (caught) {
    return asRookeryError(caught).usage;
  }
}
