import type { ServerResponse } from 'node:http';

/** Cuts the connection unless this is disposed of in time: an answer that its client does not read is not kept for ever. */
export function cutWhenUnread(response: ServerResponse, afterMs: number): Disposable {
  const timer = setTimeout(() => response.destroy(), afterMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

/** The same for an answer that is complete and still to be read. */
export function endUnread(response: ServerResponse, afterMs: number): void {
  if (response.destroyed || response.writableFinished) return;
  const cut = cutWhenUnread(response, afterMs);
  response.once('close', () => cut[Symbol.dispose]());
}
