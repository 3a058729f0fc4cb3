import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { fetchJson } from './bounded-fetch.ts';
import { isTrusted, type IssuerSettings } from './oidc-config.ts';

/** Times of an issuer, in milliseconds. */
export interface IssuerTimes {
  /** For one answer. */
  readonly timeoutMs: number;
  /** Its keys are asked for again after so long. */
  readonly keptMs: number;
  /** And at most this often for a key that is not among them. */
  readonly cooldownMs: number;
  /** After it did not answer it is left alone for so long. */
  readonly awayMs: number;
}

export const ISSUER_TIMES: IssuerTimes = {
  timeoutMs: 5_000,
  keptMs: 600_000,
  cooldownMs: 10_000,
  awayMs: 5_000,
};

/** What is the token's fault, and not the issuer's, when its key is not found. */
const OF_THE_TOKEN: ReadonlySet<unknown> = new Set([
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JOSE_NOT_SUPPORTED',
]);

/** The issuer did not say what its keys are. */
export class IssuerAway extends Error {
  constructor(cause: unknown) {
    super('the issuer of tokens does not say what its keys are', { cause });
  }
}

/** The keys of an issuer: asked for when they are first needed, kept, and asked for again in measure. */
export class IssuerKeys {
  readonly #settings: Pick<IssuerSettings, 'issuer' | 'keysUrl'>;
  readonly #times: IssuerTimes;
  #keys: JWTVerifyGetKey | undefined;
  #opening: Promise<JWTVerifyGetKey> | undefined;
  #away: { readonly until: number; readonly why: unknown } | undefined;

  constructor(settings: Pick<IssuerSettings, 'issuer' | 'keysUrl'>, times: IssuerTimes = ISSUER_TIMES) {
    this.#settings = settings;
    this.#times = times;
  }

  /** The key that a token says it was signed with. @throws IssuerAway; of jose, when there is no such key */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    try {
      // Many tokens may come at once, and one question will do.
      this.#keys ??= await (this.#opening ??= this.#open().finally(() => (this.#opening = undefined)));
      return await this.#keys(header, token);
    } catch (caught) {
      if (OF_THE_TOKEN.has((caught as { code?: unknown }).code)) throw caught;
      throw new IssuerAway(caught);
    }
  };

  async #open(): Promise<JWTVerifyGetKey> {
    const url = this.#settings.keysUrl ?? (await this.#discovered());
    return createRemoteJWKSet(new URL(url), {
      timeoutDuration: this.#times.timeoutMs,
      cooldownDuration: this.#times.cooldownMs,
      cacheMaxAge: this.#times.keptMs,
      [customFetch]: async (asked) => Response.json(await this.#fetch(asked, keysIn)),
    });
  }

  #discovered(): Promise<string> {
    const { issuer } = this.#settings;
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    return this.#fetch(url, (document) => keysUrlIn(document, issuer));
  }

  /** One that did not answer, or not as an issuer does, is not asked again by every call that comes. */
  async #fetch<Found>(url: string, read: (answer: unknown) => Found): Promise<Found> {
    if (this.#away !== undefined && performance.now() < this.#away.until) throw this.#away.why;
    try {
      const found = read(await fetchJson(url, this.#times.timeoutMs));
      this.#away = undefined;
      return found;
    } catch (why) {
      this.#away = { until: performance.now() + this.#times.awayMs, why };
      throw why;
    }
  }
}

function keysUrlIn(document: unknown, issuer: string): string {
  const { issuer: named, jwks_uri: url } = Object(document) as Record<string, unknown>;
  if (named !== issuer) throw new Error('the discovery document is of another issuer');
  if (typeof url !== 'string' || !isTrusted(url))
    throw new Error('the discovery document names no keys (jwks_uri)');
  return url;
}

function keysIn(answer: unknown): object {
  const { keys } = Object(answer) as Record<string, unknown>;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'object' && key !== null))
    throw new Error('what it says are no keys');
  return { keys };
}
