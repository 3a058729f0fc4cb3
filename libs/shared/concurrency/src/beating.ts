/**
 * The same values, with a beat wherever the source has been silent for so long: whoever listens knows that somebody is at work.
 * Leaving off reading stops the source.
 * @param everyMs longest silence, in milliseconds
 */
export async function* beating<Value, Beat>(
  source: AsyncIterable<Value>,
  everyMs: number,
  beat: () => Beat,
): AsyncGenerator<Value | Beat, void, undefined> {
  const values = source[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = values.next();
      // Nobody may be waiting any more when it fails.
      next.catch(() => undefined);
      for (;;) {
        const step = await Promise.race([next, silence(everyMs, next)]);
        if (step === undefined) {
          yield beat();
          continue;
        }
        ended = step.done === true;
        if (step.done === true) return;
        yield step.value;
        break;
      }
    }
  } catch (caught) {
    ended = true;
    throw caught;
  } finally {
    if (!ended) await values.return?.();
  }
}

/** Undefined after some milliseconds; the timer ends with what is waited for. */
function silence(ms: number, waitedFor: Promise<unknown>): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    const clear = (): void => clearTimeout(timer);
    waitedFor.then(clear, clear);
  });
}
