/**
 * Calls `act` when the signal aborts, at once when it has aborted already.
 * @returns its disposal takes the listener away: signals may outlive by far the work that listens to them
 */
export function onAbort(signal: AbortSignal, act: () => void): Disposable {
  if (signal.aborted) act();
  // Not the caller's own function, which may listen to the same signal elsewhere.
  const listener = (): void => act();
  if (!signal.aborted) signal.addEventListener('abort', listener, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) };
}

/**
 * The result of the work, for somebody who may leave before it is there: rejects with the signal's reason as soon as it aborts.
 * The work itself goes on; its failure after that is nobody's.
 */
export async function untilAborted<Result>(work: PromiseLike<Result>, signal: AbortSignal): Promise<Result> {
  const left = Promise.withResolvers<never>();
  using _ = onAbort(signal, () => left.reject(signal.reason as Error));
  return await Promise.race([left.promise, work]);
}

/** Resolves when the signal aborts. Listens until then: for signals that are sure to, or end with who waits. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => void onAbort(signal, resolve));
}
