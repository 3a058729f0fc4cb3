import { setTimeout as wait } from 'node:timers/promises';
import { withLock, type Database, type DatabaseLog } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { contentKeysReplaced, mayReplaceContentKeys } from '@rookery/shared-metrics';
import { replaceKeys, replacementIsDue, type Replaced } from './replace-keys.ts';
import type { Sealing } from './sealing.ts';

const LOOK_EVERY_MS = 60_000;

/**
 * Replaces the key above the keys of a table: when it is asked to, and by itself some time after contents were erased. Of all processes
 * that share the database one does it at a time.
 */
export class KeyUpkeep {
  readonly #database: Database;
  readonly #sealing: Sealing;
  readonly #log: DatabaseLog;
  readonly #afterMs: number;
  readonly #stopping = new AbortController();
  readonly #work: Promise<void>;

  /** @param afterMs least time between two replacements that nobody asked for, in milliseconds */
  constructor(database: Database, sealing: Sealing, log: DatabaseLog, afterMs: number) {
    this.#database = database;
    this.#sealing = sealing;
    this.#log = log;
    this.#afterMs = afterMs;
    mayReplaceContentKeys(`${sealing.table.schema}.${sealing.table.table}`);
    this.#work = this.#goOn();
  }

  /** Replaces it now. After it, no copy of the database opens for what was erased before. @throws RookeryError UNAVAILABLE */
  async replace(signal: AbortSignal = this.#stopping.signal): Promise<Replaced> {
    const { schema, table } = this.#sealing.table;
    const purpose = `the replacement of the keys of ${schema}.${table}`;
    const done = await withLock(this.#database, { name: `rookery keys ${schema}.${table}`, purpose }, () =>
      replaceKeys(this.#database, this.#sealing, signal),
    );
    contentKeysReplaced(`${schema}.${table}`);
    this.#log.info(
      { table: `${schema}.${table}`, ...done },
      'the key above the keys of contents was replaced',
    );
    return done;
  }

  /** Replaces it where contents went since the last time, however short ago. */
  async replaceWhatIsDue(signal: AbortSignal = this.#stopping.signal): Promise<void> {
    if (await replacementIsDue(this.#database, this.#sealing, 0)) await this.replace(signal);
  }

  /** Ends; a replacement that is under way is begun again by whoever starts next. */
  async stop(): Promise<void> {
    this.#stopping.abort(new DOMException('the service is stopping', 'AbortError'));
    await this.#work;
  }

  async #goOn(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        // Looking also forgets here what another process has destroyed.
        if (await replacementIsDue(this.#database, this.#sealing, this.#afterMs)) await this.replace();
      } catch (caught) {
        if (signal.aborted) return;
        const { code, message } = asRookeryError(caught);
        this.#log.warn({ code, reason: message }, 'the keys of contents could not be replaced; trying again');
      }
      await wait(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
