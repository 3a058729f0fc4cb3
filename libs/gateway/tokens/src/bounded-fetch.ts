/** What an issuer says of itself is short. */
export const MOST_BYTES = 512 * 1024;

/**
 * The JSON at a URL, of which no more is read than it may have.
 * @param timeoutMs for all of it
 * @throws Error when it does not come, is too long, comes from elsewhere, or is no JSON
 */
export async function fetchJson(url: string, timeoutMs: number): Promise<unknown> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop lets go of the rest.
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
