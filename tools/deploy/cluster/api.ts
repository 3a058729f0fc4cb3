import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../policies/manifest.ts';

/** An object as the API server answers it. */
export interface Stored {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** The API server refused. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Kind {
  readonly plural: string;
  readonly namespaced: boolean;
}

export const NAMESPACE = 'rookery';

/** A client of one API server, with a token that may do anything. */
export class Api {
  readonly #port: number;
  readonly #token: string;
  readonly #kinds = new Map<string, Promise<ReadonlyMap<string, Kind>>>();

  constructor(port: number, token: string) {
    this.#port = port;
    this.#token = token;
  }

  /** @throws Refused; Error while nothing listens */
  call(method: string, path: string, body?: unknown, type = 'application/json'): Promise<unknown> {
    const text = body === undefined ? '' : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          path,
          method,
          // Its certificate is of its own making, on this machine.
          rejectUnauthorized: false,
          headers: {
            authorization: `Bearer ${this.#token}`,
            'content-type': type,
            'content-length': Buffer.byteLength(text),
          },
        },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('end', () => {
            const said = Buffer.concat(pieces).toString();
            const status = response.statusCode ?? 0;
            const read: unknown = said.startsWith('{') ? JSON.parse(said) : said;
            if (status < 300) resolve(read);
            else reject(new Refused(status, String((read as { message?: string }).message ?? said)));
          });
        },
      );
      sent.on('error', reject);
      sent.end(text);
    });
  }

  /** Where an object of this kind lives; undefined for a kind that this cluster does not have. */
  async path(manifest: Pick<Manifest, 'apiVersion' | 'kind'>, name?: string): Promise<string | undefined> {
    const { apiVersion, kind } = manifest;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    let kinds = this.#kinds.get(root);
    if (kinds === undefined) this.#kinds.set(root, (kinds = this.#discover(root)));
    const found = (await kinds).get(kind);
    if (found === undefined) return undefined;
    const within = found.namespaced ? `${root}/namespaces/${NAMESPACE}` : root;
    return `${within}/${found.plural}${name === undefined ? '' : `/${name}`}`;
  }

  /** Applies an object by the server itself, which refuses fields that it does not know. @returns false for a kind that it does not have */
  async apply(manifest: Manifest, { dryRun = false } = {}): Promise<boolean> {
    const path = await this.path(manifest, manifest.metadata.name);
    if (path === undefined) return false;
    const query = `fieldManager=rookery&force=true&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    await this.call('PATCH', `${path}?${query}`, manifest, 'application/apply-patch+yaml');
    return true;
  }

  async create(manifest: Manifest): Promise<Stored> {
    return (await this.call('POST', await this.#known(manifest), manifest)) as Stored;
  }

  async merge(
    manifest: Pick<Manifest, 'apiVersion' | 'kind'>,
    name: string,
    patch: unknown,
    part = '',
  ): Promise<void> {
    const path = `${await this.#known(manifest, name)}${part}`;
    await this.call('PATCH', path, patch, 'application/merge-patch+json');
  }

  async remove(manifest: Pick<Manifest, 'apiVersion' | 'kind'>, name: string): Promise<void> {
    await this.call('DELETE', await this.#known(manifest, name), { gracePeriodSeconds: 0 });
  }

  async pod(name: string): Promise<Stored> {
    return (await this.call('GET', `/api/v1/namespaces/${NAMESPACE}/pods/${name}`)) as Stored;
  }

  /** Asks until the answer is there. @throws Error with `what` after two minutes */
  async eventually<Answer>(what: string, ask: () => Promise<Answer | undefined>): Promise<Answer> {
    for (const until = Date.now() + 120_000; Date.now() < until; await sleep(200)) {
      const answer = await ask().catch((caught: unknown) => {
        if (caught instanceof Refused && ![404, 429, 500, 503].includes(caught.status)) throw caught;
        return undefined;
      });
      if (answer !== undefined) return answer;
    }
    throw new Error(`not within two minutes: ${what}`);
  }

  async #known(manifest: Pick<Manifest, 'apiVersion' | 'kind'>, name?: string): Promise<string> {
    const path = await this.path(manifest, name);
    if (path === undefined)
      throw new Error(`${manifest.apiVersion} ${manifest.kind}: this cluster has no such kind`);
    return path;
  }

  async #discover(root: string): Promise<ReadonlyMap<string, Kind>> {
    const list = await this.call('GET', root).catch((caught: unknown) => {
      if (caught instanceof Refused && caught.status === 404) return { resources: [] };
      throw caught;
    });
    const { resources } = list as {
      resources: readonly { name: string; kind: string; namespaced: boolean }[];
    };
    const own = resources.filter(({ name }) => !name.includes('/'));
    return new Map(own.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
  }
}
