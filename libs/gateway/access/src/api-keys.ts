import { createHash, timingSafeEqual } from 'node:crypto';
import { RookeryError } from '@rookery/shared-errors';
import type { CallHead } from '@rookery/gateway-forwarder';

/** Headers that may carry a key. They end at the gateway: no service behind it sees a key. */
export const KEY_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-api-key']);

/** Header by which services behind the gateway tell callers apart; what a caller itself puts there ends here. */
export const CALLER_HEADER = 'rookery-caller';

/** Digits of a caller's name: enough to tell keys apart, too few to try keys against. */
const CALLER_DIGITS = 16;

const BEARER = /^bearer +(\S+)$/i;

/** The keys that open the gateway. Without any, it is open (and then listens on loopback only). */
export class ApiKeys {
  private readonly digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.digests = keys.map(digest);
  }

  /** True when calls need a key. */
  get required(): boolean {
    return this.digests.length > 0;
  }

  /**
   * UNAUTHENTICATED unless the call carries one of the keys, as `authorization: Bearer KEY` or `x-api-key: KEY`.
   * @returns a name of the key that tells nothing of it: hexadecimal digits of its hash; empty where none is needed
   */
  admit(call: Pick<CallHead, 'header'>): string {
    if (!this.required) return '';
    const key = BEARER.exec(call.header('authorization') ?? '')?.[1] ?? call.header('x-api-key');
    if (key === undefined) {
      throw new RookeryError(
        'UNAUTHENTICATED',
        'an API key is needed: metadata `authorization: Bearer KEY` or `x-api-key: KEY`',
        { reason: 'API_KEY_MISSING' },
      );
    }
    if (!this.knows(key)) {
      throw new RookeryError('UNAUTHENTICATED', 'the API key is not known', { reason: 'API_KEY_UNKNOWN' });
    }
    return digest(key).toString('hex').slice(0, CALLER_DIGITS);
  }

  // Digests have one length, and every one is compared: the time tells nothing about the keys.
  private knows(key: string): boolean {
    const given = digest(key);
    let known = false;
    for (const expected of this.digests) known = timingSafeEqual(expected, given) || known;
    return known;
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
