import { RookeryError } from '@rookery/shared-errors';

/** An address, and what a server there wants to know. */
export interface Place {
  readonly url: URL;
  readonly authorization: string | undefined;
}

/** Longest wait for an answer: without a network nobody waits longer than this before going on without the model. */
const ANSWER_MS = 5_000;
/** Longest silence in the middle of an answer. */
const SILENCE_MS = 15_000;

/**
 * @param address may hold `user:password@`, which fetch does not allow in a URL
 * @throws TypeError not a URL
 */
export function placeOf(address: string, base?: Place): Place {
  const url = new URL(address, base?.url);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  url.hash = '';
  if (credentials !== ':') {
    return { url, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  }
  return { url, authorization: base?.url.origin === url.origin ? base.authorization : undefined };
}

/**
 * Asks for an address and hands out the body as it comes.
 * @throws RookeryError NOT_FOUND (404, 410), UNAVAILABLE (no answer within 5 s, any other refusal); the signal's reason.
 *   The chunks throw UNAVAILABLE when the connection breaks or 15 s pass between two of them.
 */
export async function request(
  { url, authorization }: Place,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly response: Response; readonly chunks: AsyncIterable<Buffer> }> {
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort(new RookeryError('UNAVAILABLE', `${url.host} does not answer`));
  }, ANSWER_MS);
  try {
    const response = await fetch(url, {
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) throw refusal(url, response.status);
    return { response, chunks: bodyOf(response.body, signal, silence) };
  } catch (cause) {
    signal.throwIfAborted();
    silence.signal.throwIfAborted();
    if (cause instanceof RookeryError) throw cause;
    throw new RookeryError('UNAVAILABLE', `${url.host} cannot be reached`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

async function* bodyOf(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  silence: AbortController,
): AsyncGenerator<Buffer> {
  const late = new RookeryError('UNAVAILABLE', 'the server fell silent in the middle of a file');
  const timer = setTimeout(() => {
    silence.abort(late);
  }, SILENCE_MS);
  try {
    for await (const chunk of body) {
      timer.refresh();
      yield Buffer.from(chunk);
      timer.refresh();
    }
  } catch (cause) {
    signal.throwIfAborted();
    silence.signal.throwIfAborted();
    throw new RookeryError('UNAVAILABLE', 'the connection broke in the middle of a file', { cause });
  } finally {
    clearTimeout(timer);
  }
}

function refusal({ host }: URL, status: number): RookeryError {
  return status === 404 || status === 410
    ? new RookeryError('NOT_FOUND', `${host} does not have the file`)
    : new RookeryError('UNAVAILABLE', `${host} answered with HTTP status ${status}`);
}
