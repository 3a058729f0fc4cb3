import { isLoopback } from '@rookery/shared-runtime';

/** Names of calls that a copied address may end in. */
const CALLS = /\/(chat\/completions|completions|embeddings|models|responses)$/;

/**
 * The address of a model server: calls are made below its path, with its query (Azure wants `?api-version=..`). The name of a call at
 * its end is taken off, and a bare host is given the path `/v1`, where nearly all servers have it.
 */
export class ServerAddress {
  readonly #base: URL;

  /** @param base an http(s) URL */
  constructor(base: string) {
    const url = new URL(base);
    const path = url.pathname.replace(/\/+$/, '').replace(CALLS, '');
    url.pathname = path === '' ? '/v1' : path;
    url.hash = '';
    this.#base = url;
  }

  /** Only this machine can reach it. */
  get isLoopback(): boolean {
    return isLoopback(this.#base.hostname);
  }

  /** Of what a server has beside the protocol, as `health`: where the path ends in `/v1`, it lies before that. */
  beside(call: string): URL {
    const url = new URL(this.#base);
    url.pathname = `${url.pathname.replace(/\/v1$/, '')}/${call}`;
    return url;
  }

  /** @param call such as `chat/completions` */
  of(call: string, query: Readonly<Record<string, string>> = {}): URL {
    const url = new URL(this.#base);
    url.pathname = `${url.pathname}/${call}`;
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }
}
