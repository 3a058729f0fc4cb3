import type { Http2Session } from 'node:http2';

/**
 * Asks a connection for a sign of life every `everyMs` and destroys it when none comes within `timeoutMs`: the peer's
 * machine may have gone without closing anything. Stops by itself with the connection.
 */
export function keepAlive(session: Http2Session, everyMs: number, timeoutMs: number): void {
  const timer = setInterval(() => {
    if (session.destroyed) return;
    const overdue = setTimeout(() => session.destroy(), timeoutMs);
    session.ping((error) => {
      clearTimeout(overdue);
      if (error !== null && !session.destroyed) session.destroy();
    });
  }, everyMs);
  // A connection alone does not keep the process running.
  timer.unref();
  session.once('close', () => clearInterval(timer));
}
