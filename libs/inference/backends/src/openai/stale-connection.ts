/** As many kept connections may turn out to be gone, as after a restart of the server; then it is a failure after all. */
const MOST_REPEATS = 16;
/** A reset does not tell whether the connection was a kept one, and a server in trouble must not be asked much more. */
const MOST_REPEATS_AFTER_RESETS = 3;

/**
 * `fetch` that sends a request again, at once, when the kept connection it was sent on had just been closed by the server.
 * Servers close connections that were idle for a while, and a request may be on its way then: nobody has read it,
 * and the server is well, so this is no failed attempt.
 */
export const fetchOnLiveConnection: typeof fetch = async (input, init) => {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await fetch(input, init);
    } catch (caught) {
      init?.signal?.throwIfAborted();
      if (repeats >= repeatsAllowed(caught)) throw caught;
    }
  }
};

function repeatsAllowed(caught: unknown): number {
  const cause = property(caught, 'cause');
  switch (property(cause, 'code')) {
    case 'ECONNRESET':
    case 'EPIPE':
      return MOST_REPEATS_AFTER_RESETS;
    case 'UND_ERR_SOCKET':
      // There was no answer to this request: what has come on this connection answered earlier ones.
      return Number(property(property(cause, 'socket'), 'bytesRead')) > 0 ? MOST_REPEATS : 0;
    default:
      return 0;
  }
}

// Errors keep these out of sight of enumeration, and may be of another realm's Error class.
function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
