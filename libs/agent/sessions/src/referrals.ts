import { waitOrAbort } from '@rookery/shared-concurrency';
import { mayRead, type Database, type DatabaseLog, type Reader } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { sql } from 'kysely';
import { agentTables } from './tables.ts';

export type ReferralLevel = 'crisis' | 'concern';

/** How often on a day. */
export interface ReferralDay {
  /** YYYY-MM-DD, in UTC. */
  readonly day: string;
  readonly crises: number;
  readonly concerns: number;
}

const WRITE_EVERY_MS = 1_000;

/**
 * How often people were named somebody to turn to, by day, tenant and level, in PostgreSQL: laws ask for it by the year. Nothing waits for it: a
 * notice does not depend on a database. Where that is away, counts wait; a kill loses at most those of a second.
 */
export class Referrals implements AsyncDisposable {
  readonly #database: Database;
  readonly #log: DatabaseLog;
  readonly #stop = new AbortController();
  readonly #writing: Promise<void>;
  #waiting = new Map<string, { day: string; owner: string; level: ReferralLevel; times: number }>();
  #failing = false;

  constructor(database: Database, log: DatabaseLog) {
    this.#database = database;
    this.#log = log;
    this.#writing = this.#writeOn();
  }

  /** @param owner the tenant whose conversation it was */
  count(owner: string, level: ReferralLevel): void {
    const day = new Date().toISOString().slice(0, 10);
    const key = JSON.stringify([day, owner, level]);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) this.#waiting.set(key, { day, owner, level, times: 1 });
    else waiting.times += 1;
  }

  /** Days of a year on which there was one, oldest first. @param tenant not set: of all that the reader may see */
  async ofYear(reader: Reader, year: number, tenant?: string): Promise<ReferralDay[]> {
    await this.flush();
    const { rows } = await sql<{ day: string; crises: string; concerns: string }>`
      SELECT to_char(day, 'YYYY-MM-DD') AS day,
             coalesce(sum(times) FILTER (WHERE level = 'crisis'), 0) AS crises,
             coalesce(sum(times) FILTER (WHERE level = 'concern'), 0) AS concerns
        FROM agent.referral
       WHERE day >= make_date(${year}::int, 1, 1) AND day < make_date(${year + 1}::int, 1, 1) AND ${mayRead(reader)}
         AND (${tenant ?? null}::text IS NULL OR owner = ${tenant ?? null})
       GROUP BY day ORDER BY day`.execute(agentTables(this.#database));
    return rows.map(({ day, crises, concerns }) => ({
      day,
      crises: Number(crises),
      concerns: Number(concerns),
    }));
  }

  /** Writes what waits. Never rejects: what cannot be written waits on. */
  async flush(): Promise<void> {
    const counts = [...this.#waiting.values()];
    if (counts.length === 0) return;
    this.#waiting = new Map();
    try {
      await sql`
        INSERT INTO agent.referral (day, owner, level, times)
        SELECT * FROM unnest(${counts.map(({ day }) => day)}::date[], ${counts.map(({ owner }) => owner)}::text[],
          ${counts.map(({ level }) => level)}::text[], ${counts.map(({ times }) => times)}::bigint[])
        ON CONFLICT (day, owner, level) DO UPDATE SET times = referral.times + excluded.times`.execute(
        agentTables(this.#database),
      );
      this.#failing = false;
    } catch (caught) {
      for (const [key, count] of counts.map(
        (one) => [JSON.stringify([one.day, one.owner, one.level]), one] as const,
      )) {
        const later = this.#waiting.get(key);
        if (later === undefined) this.#waiting.set(key, count);
        else later.times += count.times;
      }
      const { code, message } = asRookeryError(caught);
      if (!this.#failing) this.#log.warn({ code, reason: message }, 'referrals cannot be counted; they wait');
      this.#failing = true;
    }
  }

  /** Writes what waits, and ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#writing;
    await this.flush();
  }

  async #writeOn(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await waitOrAbort(WRITE_EVERY_MS, this.#stop.signal);
      await this.flush();
    }
  }
}
