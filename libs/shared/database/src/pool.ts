import pg from 'pg';
import { errorCode } from './error-code.ts';
import type { DatabaseLog } from './log.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * A pool that survives the loss of its connections: a lost idle one is replaced when it is next needed, and
 * one lost while in use fails its own query and nothing else.
 */
export function createPool(config: pg.PoolConfig, log: DatabaseLog): pg.Pool {
  const pool = new pg.Pool({ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true, ...config });
  pool.on('error', (error) => {
    log.warn({ code: errorCode(error) }, 'database: an idle connection was lost');
  });
  // Without a listener of its own, a connection lost while in use would end the process.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return pool;
}
