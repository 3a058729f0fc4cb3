import pg from 'pg';
import type { DatabaseLog } from './log.ts';
import { sqlState } from './sorted-error.ts';
import type { Query } from './sturdy-query.ts';

/** When an answer is looked after. */
export interface Overdue {
  /** Once it has taken so long, in milliseconds. */
  readonly afterMs: number;
  /** And so often from then on, in milliseconds. */
  readonly everyMs: number;
}

/** Statements may take for ever; that nobody works on them any more is known after half a minute. */
export const OVERDUE: Overdue = { afterMs: 10_000, everyMs: 5_000 };
/** Looks in a row that have to say the same. */
const MOST_DOUBTS = 2;
const LOOK_MS = 3_000;

interface Asked {
  readonly client: Connected;
  readonly at: number;
  doubts: number;
  heard: number;
}

/** What the driver has, and its types do not say. */
type Connected = pg.ClientBase & {
  readonly processID?: number;
  readonly connection: { readonly stream: { readonly bytesRead: number; destroy(): void } };
};

/** What the server does for a connection, by its number; undefined: it cannot be reached. */
type States = ReadonlyMap<number, string> | undefined;

/**
 * Ends connections whose answers will not come: packets vanished on their way, of which nobody is told, and the system would go on trying
 * for a quarter of an hour. The server is asked on another connection. Where it cannot be reached either, or has nothing to do for a
 * connection that waits for it, that one is ended, and its statement fails as with any lost connection.
 */
export class LostAnswers {
  readonly #options: pg.PoolConfig;
  readonly #log: DatabaseLog;
  readonly #overdue: Overdue;
  readonly #open = new Set<Asked>();
  #timer: NodeJS.Timeout | undefined;

  /** @param options to connect with */
  constructor(options: pg.PoolConfig, log: DatabaseLog, overdue: Overdue) {
    this.#options = options;
    this.#log = log;
    this.#overdue = overdue;
  }

  /** The `query` of a client whose answers are looked after. */
  watched(client: pg.ClientBase): Query {
    const query: Query = client.query.bind(client);
    return async (...statement) => {
      const asked = { client: client as Connected, at: performance.now(), doubts: 0, heard: 0 };
      this.#open.add(asked);
      if (this.#timer === undefined) this.#timer = this.#next();
      try {
        return await query(...statement);
      } finally {
        this.#open.delete(asked);
      }
    };
  }

  #next(): NodeJS.Timeout {
    return setTimeout(() => void this.#look(), this.#overdue.everyMs).unref();
  }

  async #look(): Promise<void> {
    const now = performance.now();
    const overdue = [...this.#open].filter(({ at }) => now - at > this.#overdue.afterMs);
    if (overdue.length > 0) {
      const states = await this.#states(overdue.map(({ client }) => client.processID ?? 0));
      for (const asked of overdue) if (this.#open.has(asked)) this.#judge(asked, states);
    }
    this.#timer = this.#open.size > 0 ? this.#next() : undefined;
  }

  #judge(asked: Asked, states: States): void {
    const { stream } = asked.client.connection;
    // A long answer may be on its way still when the server is done with it.
    const isSilent = asked.doubts === 0 || stream.bytesRead === asked.heard;
    asked.heard = stream.bytesRead;
    // Of a pooler's connections nothing is known.
    const state = states?.get(asked.client.processID ?? 0) ?? '';
    const isLost = states === undefined || state.startsWith('idle');
    asked.doubts = isLost && isSilent ? asked.doubts + 1 : 0;
    if (asked.doubts < MOST_DOUBTS) return;
    this.#log.warn({}, 'database: an answer was lost, so its connection is ended');
    stream.destroy();
  }

  async #states(numbers: readonly number[]): Promise<States> {
    const client = new pg.Client({
      ...this.#options,
      application_name: 'rookery lost answers',
      connectionTimeoutMillis: LOOK_MS,
      query_timeout: LOOK_MS,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number; state: string }>(
        'SELECT pid, state FROM pg_stat_activity WHERE pid = ANY($1::int[]) AND usename = current_user AND state IS NOT NULL',
        [numbers],
      );
      return new Map(rows.map(({ pid, state }) => [pid, state]));
    } catch (caught) {
      // One that refuses is there.
      return sqlState(caught) !== undefined ? new Map() : undefined;
    } finally {
      void client.end().catch(() => undefined);
    }
  }
}
