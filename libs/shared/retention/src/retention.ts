import { setTimeout as wait } from 'node:timers/promises';
import type { Database, DatabaseLog } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { keptSwept, mayDelete } from '@rookery/shared-metrics';
import { sql, type Transaction } from 'kysely';

/** Rows of one transaction: a fraction of a second, so that nobody waits for it and little is done twice after a kill. */
const BATCH = 1_000;

/** Data that is kept for as long as it is meant to be, and then deleted. */
export interface KeptClass {
  /** Its name in docs/retention.md, in metrics and in logs: `sessions`. */
  readonly name: string;
  /**
   * Deletes at most `most` rows whose time is over, in a transaction that keeps out other processes that do the same.
   * @returns how many; fewer than `most`: there are no more
   */
  readonly forget: (transaction: Transaction<unknown>, most: number) => Promise<number>;
}

/**
 * Deletes what has been kept for long enough, again and again, a batch at a time. Whatever processes share the database, one at a time works on a
 * class. It looks at the rows and remembers nothing, so a process that dies has lost nothing, and one that was away for long
 * catches up.
 */
export class Retention {
  readonly #database: Database;
  readonly #log: DatabaseLog;
  readonly #classes: readonly KeptClass[];
  readonly #stopping = new AbortController();
  readonly #work: Promise<void>;

  /** Begins at once. @param everyMs time between two rounds, in milliseconds */
  constructor(database: Database, log: DatabaseLog, everyMs: number, classes: readonly KeptClass[]) {
    this.#database = database;
    this.#log = log;
    this.#classes = classes;
    for (const { name } of classes) mayDelete(name);
    this.#work = classes.length === 0 ? Promise.resolve() : this.#goOn(everyMs);
  }

  /** Ends after the batch at hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  async #goOn(everyMs: number): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      for (const one of this.#classes) await this.#sweep(one);
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #sweep({ name, forget }: KeptClass): Promise<void> {
    let deleted = 0;
    try {
      for (let more = true; more && !this.#stopping.signal.aborted;) {
        const batch = await this.#alone(name, (transaction) => forget(transaction, BATCH));
        // Another process is at it.
        if (batch === undefined) return;
        deleted += batch;
        more = batch >= BATCH;
        keptSwept(name, batch);
      }
    } catch (caught) {
      const { code, message } = asRookeryError(caught);
      this.#log.warn({ class: name, code, reason: message }, 'old data could not be deleted; trying again');
    }
    if (deleted > 0) this.#log.info({ class: name, deleted }, 'data whose time is over was deleted');
  }

  /** @returns undefined when another process has the class */
  #alone<Result>(
    name: string,
    work: (transaction: Transaction<unknown>) => Promise<Result>,
  ): Promise<Result | undefined> {
    return this.#database
      .tables<unknown>('public')
      .withoutPlugins()
      .transaction()
      .execute(async (transaction) => {
        const { rows } = await sql<{ taken: boolean }>`
          SELECT pg_try_advisory_xact_lock(hashtext(${`rookery retention ${name}`})) AS taken`.execute(
          transaction,
        );
        return rows[0]?.taken === true ? work(transaction) : undefined;
      });
  }
}
