import { isIPv6 } from 'node:net';
import { RookeryError } from '@rookery/shared-errors';

/** Wrong keys that one address may bring at once. */
const AT_ONCE = 20;
/** And how many in each second after that. */
const PER_SECOND = 1;
/** Addresses that are remembered at a time, and keys of each that have opened something. */
const MOST_ADDRESSES = 10_000;
const MOST_GOOD = 100;
/** Wrong keys of an address are said in the log this often at most, in milliseconds. */
const SAY_EVERY_MS = 10_000;

export interface WrongKeysLog {
  warn(fields: object, message: string): void;
}

interface Known {
  left: number;
  at: number;
  /** Names of keys that opened something from here. */
  readonly good: Set<string>;
  wrong: number;
  saidAt: number;
}

/**
 * What comes of wrong keys: they are counted for each address, said in the log without the key, and after twenty only one a second is
 * tried. Meanwhile keys that have opened something from that address go on doing so, and no other is looked at: neither is a guess
 * answered, nor do those who share the address pay.
 */
export class WrongKeys {
  readonly #log: WrongKeysLog;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  /** Until then some address has used up what it may bring. */
  #exhaustedUntil = -Infinity;
  #total = 0;

  constructor(log: WrongKeysLog, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** How many there were since the start. */
  get total(): number {
    return this.#total;
  }

  /** False as long as no address has used up what it may bring: then nothing else needs to be asked. */
  get anyExhausted(): boolean {
    return this.#now() < this.#exhaustedUntil;
  }

  /** A key has opened something. @param name of the key, never the key itself */
  good(address: string, name: string): void {
    const { good } = this.#of(address);
    if (good.size < MOST_GOOD) good.add(name);
  }

  /**
   * To be asked before a key is looked up.
   * @param name what the key is, if it is known
   * @throws RookeryError RESOURCE_EXHAUSTED for keys that are not known to be good here, while the address has used up what it may bring
   */
  check(address: string, name: string | undefined): void {
    const known = this.#known.get(networkOf(address));
    if (known === undefined) return;
    this.#refill(known);
    if (known.left >= 1 || (name !== undefined && known.good.has(name))) return;
    throw new RookeryError('RESOURCE_EXHAUSTED', 'too many wrong API keys came from this address', {
      reason: 'TOO_MANY_WRONG_KEYS',
      retryAfterMs: 1000 / PER_SECOND,
    });
  }

  /** A key was wrong. */
  failed(address: string): void {
    const known = this.#of(address);
    this.#refill(known);
    known.left = Math.max(0, known.left - 1);
    known.wrong += 1;
    this.#total += 1;
    const now = this.#now();
    const waitMs = ((1 - known.left) * 1000) / PER_SECOND;
    this.#exhaustedUntil = Math.max(this.#exhaustedUntil, now + waitMs);
    if (now - known.saidAt < SAY_EVERY_MS) return;
    known.saidAt = now;
    this.#log.warn(
      { address: networkOf(address), wrong_keys: known.wrong, since_start: this.#total },
      'wrong API keys',
    );
  }

  #refill(known: Known): void {
    const now = this.#now();
    known.left = Math.min(AT_ONCE, known.left + ((now - known.at) / 1000) * PER_SECOND);
    known.at = now;
  }

  #of(address: string): Known {
    const network = networkOf(address);
    let known = this.#known.get(network);
    if (known === undefined) {
      this.#makeRoom();
      known = { left: AT_ONCE, at: this.#now(), good: new Set(), wrong: 0, saidAt: -Infinity };
    } else this.#known.delete(network);
    // The one that was seen last is forgotten last.
    this.#known.set(network, known);
    return known;
  }

  #makeRoom(): void {
    if (this.#known.size < MOST_ADDRESSES) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

/** A household or a machine has a whole network of IPv6, whose last half it can choose at will. */
function networkOf(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length);
  if (!isIPv6(address)) return address;
  const [head = ''] = address.split('::', 1);
  return `${head.split(':').slice(0, 4).join(':')}::/64`;
}
