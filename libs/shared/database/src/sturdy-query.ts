import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '@rookery/shared-concurrency';
import pg from 'pg';
import { endsConnection, isConflict, isReadOnly, sorted } from './sorted-error.ts';

/** Of a statement that stands alone, when others are in its way. */
const MOST_ATTEMPTS = 3;
const PAUSE = { firstMs: 20, mostMs: 200 };

/** The driver's `query` with promises. */
export type Query = (...statement: unknown[]) => Promise<pg.QueryResult>;

/** What a connection belongs to. */
interface Surroundings {
  /** To connect anew. */
  readonly options: pg.PoolConfig;
  /** Told that the connection takes no writes. */
  readonly onReadOnly: () => void;
  /** Told that the connection is lost, or about to be. */
  readonly onLost: () => void;
}

/**
 * The `query` of a client with sorted errors. A statement outside of a transaction is tried again where nothing of it was
 * done: on a new connection when this one is read-only, here when others were in the way.
 */
export function sturdyQuery(client: pg.ClientBase, { options, onReadOnly, onLost }: Surroundings): Query {
  const query: Query = client.query.bind(client);
  return async (...statement) => {
    for (let attempt = 1; ; attempt += 1) {
      const alone = client.getTransactionStatus() === 'I';
      try {
        return await query(...statement);
      } catch (caught) {
        const error = sorted(caught);
        if (isReadOnly(error)) onReadOnly();
        if (endsConnection(error)) onLost();
        if (!alone || attempt === MOST_ATTEMPTS) throw error;
        if (isReadOnly(error)) return queryElsewhere(options, statement);
        if (!isConflict(error)) throw error;
        await sleep(backoffMs(PAUSE, attempt, Math.random()));
        // Several statements in one text may have begun a transaction, which is aborted now.
        if (client.getTransactionStatus() !== 'I') throw error;
      }
    }
  };
}

async function queryElsewhere(options: pg.PoolConfig, statement: unknown[]): Promise<pg.QueryResult> {
  const client = new pg.Client(options);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await (client.query.bind(client) as Query)(...statement);
  } catch (caught) {
    throw sorted(caught);
  } finally {
    void client.end().catch(() => undefined);
  }
}
