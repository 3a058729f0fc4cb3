import { createHash, timingSafeEqual } from 'node:crypto';
import type { CallHead } from '@rookery/gateway-forwarder';
import { RookeryError } from '@rookery/shared-errors';
import { PLATFORM, type Caller } from '@rookery/shared-runtime';

/** Headers that may carry a key. They end at the gateway: no service behind it sees a key. */
export const KEY_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-api-key']);

/** Digits of a caller's name: enough to tell keys apart, too few to try keys against. */
const CALLER_DIGITS = 16;

const BEARER = /^bearer +(\S+)$/i;

interface KnownKey {
  readonly digest: Buffer;
  readonly caller: Caller;
}

/** The keys that open the gateway. Without any, it is open, and everybody is an operator (and it listens on loopback only). */
export class ApiKeys {
  readonly #known: readonly KnownKey[];

  constructor(keys: { readonly applications: readonly string[]; readonly operators: readonly string[] }) {
    this.#known = [
      ...keys.applications.map((key) => knownKey(key, false)),
      ...keys.operators.map((key) => knownKey(key, true)),
    ];
  }

  /** True when calls need a key. */
  get required(): boolean {
    return this.#known.length > 0;
  }

  /**
   * UNAUTHENTICATED unless the call carries one of the keys, as `authorization: Bearer KEY` or `x-api-key: KEY`.
   * @returns who calls, by a name of the key that tells nothing of it: hexadecimal digits of its hash
   */
  admit(call: Pick<CallHead, 'header'>): Caller {
    if (!this.required) return PLATFORM;
    const key = BEARER.exec(call.header('authorization') ?? '')?.[1] ?? call.header('x-api-key');
    if (key === undefined) {
      throw new RookeryError(
        'UNAUTHENTICATED',
        'an API key is needed: metadata `authorization: Bearer KEY` or `x-api-key: KEY`',
        { reason: 'API_KEY_MISSING' },
      );
    }
    const caller = this.#callerWith(key);
    if (caller === undefined) {
      throw new RookeryError('UNAUTHENTICATED', 'the API key is not known', { reason: 'API_KEY_UNKNOWN' });
    }
    return caller;
  }

  // Digests have one length, and every one is compared: the time tells nothing about the keys.
  #callerWith(key: string): Caller | undefined {
    const given = digestOf(key);
    let found: Caller | undefined;
    for (const { digest, caller } of this.#known) if (timingSafeEqual(digest, given)) found = caller;
    return found;
  }
}

function knownKey(key: string, operator: boolean): KnownKey {
  const digest = digestOf(key);
  return { digest, caller: { name: digest.toString('hex').slice(0, CALLER_DIGITS), operator } };
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
