import { timingSafeEqual } from 'node:crypto';
import type { CallHead } from '@rookery/gateway-forwarder';
import { digestOf, ROLES, type KnownKeys, type Role } from '@rookery/gateway-keys';
import { Tokens, type VerifiedToken } from '@rookery/gateway-tokens';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { PEER_KEY, PLATFORM, SECRET_KEY } from '@rookery/shared-runtime';
import type { Credential } from './credential.ts';
import type { WrongKeys } from './wrong-keys.ts';

/** Headers that may carry a key. They end at the gateway: no service behind it sees a key. */
export const KEY_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-api-key']);

/** Digits of the name of a caller whose key stands in a variable: enough to tell keys apart, too few to try keys against. */
const CALLER_DIGITS = 16;

const BEARER = /^bearer +(\S+)$/i;

const EVERY_ROLE: ReadonlySet<Role> = new Set(ROLES);
const OF_APPLICATIONS: ReadonlySet<Role> = new Set<Role>(['converse', 'run', 'read']);

/** The platform's own processes. */
export const OF_THE_PLATFORM: Credential = {
  id: 'platform',
  caller: PLATFORM,
  roles: EVERY_ROLE,
  quotas: {},
};
/** Whoever calls where no keys are needed. */
export const NOBODY_ASKED: Credential = { id: '', caller: PLATFORM, roles: EVERY_ROLE, quotas: {} };

/** Where keys come from. */
export interface KeySources {
  /** Keys of the variables; each is a tenant of its own. */
  readonly applications: readonly string[];
  readonly operators: readonly string[];
  /** Keys of the database. */
  readonly stored: Pick<KnownKeys, 'find' | 'everMade'>;
  /** Tokens that open it beside keys; undefined: none do. */
  readonly tokens?: Pick<Tokens, 'known' | 'check'> | undefined;
  /** What the platform's own processes call with. */
  readonly secret?: string | undefined;
  readonly wrong: WrongKeys;
}

interface Listed {
  readonly digest: Buffer;
  readonly credential: Credential;
}

/** What is remembered of a connection, so that most calls need no look at its address. */
interface Seen {
  readonly key: string;
  readonly credential: Credential;
  /** Until when the key is not looked up again. */
  readonly until: number;
}

/** What a connection's key opened is taken to open for so long, in milliseconds: many calls a second bring the same. */
const SEEN_MS = 1_000;

/** The keys that open the gateway. As long as there never was one, it is open, and everybody is an operator (and it listens on loopback only). */
export class ApiKeys {
  readonly #listed: readonly Listed[];
  readonly #stored: KeySources['stored'];
  readonly #tokens: KeySources['tokens'];
  readonly #secret: Buffer | undefined;
  readonly #wrong: WrongKeys;
  readonly #seen = new WeakMap<object, Seen>();

  constructor({ applications, operators, stored, tokens, secret, wrong }: KeySources) {
    this.#listed = [
      ...applications.map((key) => listed(key, false)),
      ...operators.map((key) => listed(key, true)),
    ];
    this.#stored = stored;
    this.#tokens = tokens;
    this.#secret = secret === undefined ? undefined : digestOf(secret);
    this.#wrong = wrong;
  }

  /** True when calls need a key. */
  get required(): boolean {
    return this.#listed.length > 0 || this.#tokens !== undefined || this.#stored.everMade;
  }

  /**
   * Who calls, by the key of the call (`authorization: Bearer KEY` or `x-api-key: KEY`), or as a process of the platform, by its secret.
   * @throws RookeryError UNAUTHENTICATED; RESOURCE_EXHAUSTED after too many wrong keys from one address; UNAVAILABLE when the keys
   *   cannot be read. As a promise: that of a token that has to be checked, which rejects with what `Tokens.check` does
   */
  admit(call: Pick<CallHead, 'header' | 'connection' | 'address'>): Credential | Promise<Credential> {
    const fromInside = this.#comesFromInside(call);
    const key = keyOf(call);
    if (key === undefined) {
      if (fromInside) return OF_THE_PLATFORM;
      if (!this.required) return NOBODY_ASKED;
      throw new RookeryError(
        'UNAUTHENTICATED',
        'an API key is needed: metadata `authorization: Bearer KEY` or `x-api-key: KEY`',
        { reason: 'API_KEY_MISSING' },
      );
    }
    // Without keys of ours, a key may be meant for somebody behind us.
    if (!this.required) return fromInside ? OF_THE_PLATFORM : NOBODY_ASKED;
    const seen = fromInside ? undefined : this.#seen.get(call.connection);
    if (seen?.key === key && seen.until > performance.now()) return seen.credential;
    const credential = this.#credentialOf(digestOf(key)) ?? this.#ofKnownToken(key);
    if (this.#wrong.anyExhausted) this.#wrong.check(this.#addressOf(call, fromInside), credential?.id);
    if (credential === undefined) {
      if (this.#tokens !== undefined && Tokens.isToken(key))
        return this.#ofNewToken(this.#tokens, call, fromInside, key);
      this.#wrong.failed(this.#addressOf(call, fromInside));
      throw new RookeryError('UNAUTHENTICATED', 'the API key is not known', { reason: 'API_KEY_UNKNOWN' });
    }
    this.#remember(call, fromInside, { key, credential });
    return credential;
  }

  // Digests have one length, and every one is compared: the time tells nothing about the keys.
  #credentialOf(given: Buffer): Credential | undefined {
    let found: Credential | undefined;
    for (const { digest, credential } of this.#listed) if (timingSafeEqual(digest, given)) found = credential;
    if (found !== undefined) return found;
    const key = this.#stored.find(given);
    if (key === undefined) return undefined;
    const roles = new Set(key.roles);
    const mostSessions = key.quotas.sessions;
    return {
      id: key.id,
      caller: {
        name: key.tenant,
        operator: roles.has('operate'),
        ...(mostSessions !== undefined && { mostSessions }),
      },
      roles: roles.has('operate') ? EVERY_ROLE : roles,
      quotas: key.quotas,
    };
  }

  #ofKnownToken(key: string): Credential | undefined {
    if (this.#tokens === undefined || !Tokens.isToken(key)) return undefined;
    const token = this.#tokens.known(key);
    return token === undefined ? undefined : ofToken(token);
  }

  /** Somebody at that address may guess tokens as well as keys, and pays for both by one account. */
  async #ofNewToken(
    tokens: NonNullable<KeySources['tokens']>,
    call: Parameters<ApiKeys['admit']>[0],
    fromInside: boolean,
    key: string,
  ): Promise<Credential> {
    try {
      const credential = ofToken(await tokens.check(key));
      this.#remember(call, fromInside, { key, credential });
      return credential;
    } catch (error) {
      if (asRookeryError(error).code === 'UNAUTHENTICATED')
        this.#wrong.failed(this.#addressOf(call, fromInside));
      throw error;
    }
  }

  #comesFromInside(call: Pick<CallHead, 'header'>): boolean {
    const given = this.#secret === undefined ? undefined : call.header(SECRET_KEY);
    return (
      given !== undefined && this.#secret !== undefined && timingSafeEqual(digestOf(given), this.#secret)
    );
  }

  /** Where the call comes from; a process of the platform says for whom it calls. */
  #addressOf({ address, header }: Pick<CallHead, 'header' | 'address'>, fromInside: boolean): string {
    return (fromInside ? header(PEER_KEY) : undefined) ?? address();
  }

  #remember(call: Parameters<ApiKeys['admit']>[0], fromInside: boolean, brought: Omit<Seen, 'until'>): void {
    this.#wrong.good(this.#addressOf(call, fromInside), brought.credential.id);
    // Calls of many come on one connection of the chat service.
    if (!fromInside) this.#seen.set(call.connection, { ...brought, until: performance.now() + SEEN_MS });
  }
}

function keyOf(call: Pick<CallHead, 'header'>): string | undefined {
  return BEARER.exec(call.header('authorization') ?? '')?.[1] ?? call.header('x-api-key');
}

function ofToken({ id, tenant, roles }: VerifiedToken): Credential {
  const operator = roles.has('operate');
  return { id, caller: { name: tenant, operator }, roles: operator ? EVERY_ROLE : roles, quotas: {} };
}

function listed(key: string, operator: boolean): Listed {
  const digest = digestOf(key);
  const name = digest.toString('hex').slice(0, CALLER_DIGITS);
  const roles = operator ? EVERY_ROLE : OF_APPLICATIONS;
  return { digest, credential: { id: `listed-${name}`, caller: { name, operator }, roles, quotas: {} } };
}
