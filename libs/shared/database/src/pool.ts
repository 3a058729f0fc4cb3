import { poolConnections, poolLimit, poolWaited, poolWaiting } from '@rookery/shared-metrics';
import pg from 'pg';
import { errorCode } from './error-code.ts';
import type { DatabaseLog } from './log.ts';
import { LostAnswers, OVERDUE, type Overdue } from './lost-answers.ts';
import { sorted } from './sorted-error.ts';
import { sturdyQuery, type Query } from './sturdy-query.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Least time between two renewals of all connections, in milliseconds: a server may stay read-only for a while. */
const RENEWAL_PAUSE_MS = 1_000;

/**
 * A pool that survives the loss of its connections: a lost idle one is replaced when it is next needed, and one lost while
 * in use fails its own query and nothing else. When one turns out to be read-only, a standby's after a failover for
 * example, none that was opened before is used again. One whose answer does not come is ended (`LostAnswers`). Errors come out sorted.
 */
export function createPool(config: pg.PoolConfig, log: DatabaseLog, overdue: Overdue = OVERDUE): pg.Pool {
  const pool = new pg.Pool({ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true, ...config });
  const answers = new LostAnswers(pool.options, log, overdue);
  const generations = new WeakMap<pg.PoolClient, number>();
  let generation = 0;
  let renewedAt = -Infinity;
  const isOld = (client: pg.PoolClient): boolean => generations.get(client) !== generation;
  const renew = (): void => {
    if (performance.now() - renewedAt < RENEWAL_PAUSE_MS) return;
    renewedAt = performance.now();
    generation += 1;
    log.warn({}, 'database: a connection takes no writes, so all connections are made anew');
  };

  pool.on('error', (error) => {
    log.warn({ code: errorCode(error) }, 'database: an idle connection was lost');
  });
  pool.on('connect', (client) => {
    // Without a listener of its own, a connection lost while in use would end the process.
    client.on('error', () => undefined);
    generations.set(client, generation);
    client.query = answers.watched(client) as pg.PoolClient['query'];
    client.query = sturdyQuery(client, {
      options: pool.options,
      onReadOnly: renew,
      onLost: () => generations.delete(client),
    }) as pg.PoolClient['query'];
  });
  // The pool keeps no client that is ending.
  pool.on('release', (_, client) => {
    if (isOld(client)) void client.end();
  });

  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const connectAnew = async (): Promise<pg.PoolClient> => {
    const began = performance.now();
    for (;;) {
      const client = await connect().catch((caught: unknown) => {
        throw sorted(caught);
      });
      if (!isOld(client)) {
        poolWaited((performance.now() - began) / 1000);
        return client;
      }
      client.release(true);
    }
  };
  // Both take promises only: nothing here uses callbacks.
  pool.connect = connectAnew as pg.Pool['connect'];
  const query: Query = async (...statement) => {
    const client = await connectAnew();
    let failed = true;
    try {
      const result = await (client.query as Query)(...statement);
      failed = false;
      return result;
    } finally {
      client.release(failed);
    }
  };
  pool.query = query as pg.Pool['query'];
  watchPool(pool);
  return pool;
}

function watchPool(pool: pg.Pool): void {
  const unwatch = [
    poolConnections.from(() => [
      { labels: { state: 'busy' }, value: pool.totalCount - pool.idleCount },
      { labels: { state: 'idle' }, value: pool.idleCount },
    ]),
    poolWaiting.from(() => [{ labels: {}, value: pool.waitingCount }]),
    poolLimit.from(() => [{ labels: {}, value: pool.options.max }]),
  ];
  const end: () => Promise<void> = pool.end.bind(pool);
  pool.end = async () => {
    for (const one of unwatch) one();
    await end();
  };
}
