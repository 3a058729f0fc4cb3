import { timingSafeEqual } from 'node:crypto';
import { waitOrAbort } from '@rookery/shared-concurrency';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { KeyStore, KeyWithDigest } from './key-store.ts';
import type { StoredKey } from './stored-key.ts';

/** How often it is asked whether keys have changed, in milliseconds: so soon a revoked key opens nothing, everywhere. */
const LOOK_EVERY_MS = 1_000;
/** How long keys open while nobody knows whether they were revoked, in milliseconds. */
const TRUSTED_MS = 30_000;

export interface KnownKeysLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/**
 * The stored keys as one gateway knows them: all of them in memory, at most a second old, so that no call waits for the database. Where
 * the database is away for longer than half a minute, they open nothing, because one of them may have been revoked.
 */
export class KnownKeys {
  readonly #store: Pick<KeyStore, 'revision' | 'open'>;
  readonly #log: KnownKeysLog;
  readonly #onEnded: (ids: ReadonlySet<string>) => void;
  readonly #now: () => number;
  readonly #stop = new AbortController();
  #byDigest = new Map<string, KeyWithDigest>();
  #everMade = false;
  #revision: string | undefined;
  #readAt = -Infinity;
  #away = false;
  #looking: Promise<void> = Promise.resolve();

  /** @param onEnded told of keys that opened something and no longer do, by their ids */
  constructor(
    store: Pick<KeyStore, 'revision' | 'open'>,
    log: KnownKeysLog,
    onEnded: (ids: ReadonlySet<string>) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#now = now;
    this.#store = store;
    this.#log = log;
    this.#onEnded = onEnded;
  }

  /** Reads the keys and keeps them up to date until `close`. @throws what the database fails with */
  async start(): Promise<void> {
    await this.#look();
    this.#looking = this.#lookOn();
  }

  /** True once a key was made, also when all were revoked: a platform never opens again by itself. */
  get everMade(): boolean {
    return this.#everMade;
  }

  /**
   * The key of this digest; undefined when there is none that opens anything.
   * @throws RookeryError UNAVAILABLE when the keys were not read for too long to go by them
   */
  find(digest: Buffer): StoredKey | undefined {
    // Whoever can time this look-up learns something of a hash of 256 random bits, which is nothing.
    const key = this.#byDigest.get(digest.toString('latin1'));
    if (key === undefined || !timingSafeEqual(key.digest, digest)) return undefined;
    if (this.#now() - this.#readAt > TRUSTED_MS) {
      throw new RookeryError('UNAVAILABLE', 'the keys cannot be read now; try again', {
        reason: 'KEYS_UNREADABLE',
        retryAfterMs: LOOK_EVERY_MS,
      });
    }
    return hasEnded(key) ? undefined : key;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#looking;
  }

  async #lookOn(): Promise<void> {
    for (;;) {
      await waitOrAbort(LOOK_EVERY_MS, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      try {
        await this.#look();
        if (this.#away) this.#log.info({}, 'the keys can be read again');
        this.#away = false;
      } catch (caught) {
        const { code, message } = asRookeryError(caught);
        if (!this.#away)
          this.#log.warn({ code, reason: message }, 'the keys cannot be read; those known hold for 30 s');
        this.#away = true;
      }
    }
  }

  async #look(): Promise<void> {
    const askedAt = this.#now();
    const revision = await this.#store.revision();
    if (revision !== this.#revision) {
      const { keys, everMade } = await this.#store.open();
      this.#replace(new Map(keys.map((key) => [key.digest.toString('latin1'), key])));
      this.#everMade ||= everMade;
      this.#revision = revision;
    }
    this.#readAt = askedAt;
    this.#dropEnded();
  }

  #replace(now: Map<string, KeyWithDigest>): void {
    const before = this.#byDigest;
    this.#byDigest = now;
    this.#tellEnded([...before].filter(([digest]) => !now.has(digest)).map(([, { id }]) => id));
  }

  #dropEnded(): void {
    const ended = [...this.#byDigest].filter(([, key]) => hasEnded(key));
    for (const [digest] of ended) this.#byDigest.delete(digest);
    this.#tellEnded(ended.map(([, { id }]) => id));
  }

  #tellEnded(ids: readonly string[]): void {
    if (ids.length > 0) this.#onEnded(new Set(ids));
  }
}

function hasEnded({ expiresAt }: StoredKey): boolean {
  return expiresAt !== undefined && expiresAt.getTime() <= Date.now();
}
