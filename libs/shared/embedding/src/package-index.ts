import { RookeryError } from '@rookery/shared-errors';
import { placeOf, request, type Place } from './request.ts';

/** The index that pip uses when nothing else is configured. */
export const PYPI = 'https://pypi.org/simple';

/**
 * Finds a wheel through the simple repository API (PEP 503).
 * @param index address of the index, such as https://pypi.org/simple
 * @throws RookeryError UNAVAILABLE, NOT_FOUND; the signal's reason
 */
export async function findWheel(
  index: string,
  { project, wheel }: { readonly project: string; readonly wheel: string },
  signal: AbortSignal,
): Promise<Place> {
  const page = placeOf(`${index.replace(/\/+$/, '')}/${project}/`);
  const { chunks } = await request(page, signal, { accept: 'text/html' });
  const html = Buffer.concat(await Array.fromAsync(chunks)).toString('utf8');
  for (const [, href = ''] of html.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["']/gi)) {
    const place = placeOf(href.replaceAll('&amp;', '&'), page);
    if (decodeURIComponent(place.url.pathname.split('/').at(-1) ?? '') === wheel) return place;
  }
  throw new RookeryError('NOT_FOUND', `${page.url.host} does not list ${wheel}`);
}
