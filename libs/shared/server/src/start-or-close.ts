/**
 * Starts something that opens other things first: `start` hands each to `opened` as it opens it, and closes them with
 * `opened.disposeAsync()` at its own end. When the start fails, what was opened is closed again, last first.
 */
export async function startOrClose<T>(start: (opened: AsyncDisposableStack) => Promise<T>): Promise<T> {
  const opened = new AsyncDisposableStack();
  try {
    return await start(opened);
  } catch (caught) {
    await opened.disposeAsync();
    throw caught;
  }
}
