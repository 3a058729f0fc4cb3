import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { RookeryError } from '@rookery/shared-errors';
import { errorCode } from '../error-code.ts';
import { connectionUrl, EMBEDDED_DATABASE, type Connection } from './connection-file.ts';

const POLL_MS = 20;
const CONNECT_TIMEOUT_MS = 5_000;
const WRONG_PASSWORD = new Set(['28P01', '28000']);
const DUPLICATE_DATABASE = new Set(['42P04', '23505']);

/** How an attempt to greet a server that should be there went. */
export type Greeting = 'ready' | 'wrong-password' | 'gone';

/**
 * Waits until the server answers and has our database.
 * @param stillThere asked between attempts; a long crash recovery is waited for as long as it says yes
 * @param patienceMs how long a living server may refuse to answer, in milliseconds
 */
export async function greet(
  connection: Connection,
  patienceMs: number,
  stillThere: () => boolean | Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<Greeting> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      await ensureDatabase(connection);
      return 'ready';
    } catch (error) {
      if (WRONG_PASSWORD.has(errorCode(error))) return 'wrong-password';
      if (!(await stillThere())) return 'gone';
      if (Date.now() > giveUpAt) {
        throw new RookeryError(
          'UNAVAILABLE',
          `embedded PostgreSQL: the server on port ${connection.port} runs but has not answered for ${patienceMs} ms`,
          { reason: 'SERVER_SILENT', cause: error },
        );
      }
    }
    await sleep(POLL_MS);
  }
}

async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({
    connectionString: connectionUrl(connection, 'postgres'),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'rookery start',
  });
  // A server that stops between two answers reports it here; the query that waits fails as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [
      EMBEDDED_DATABASE,
    ]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${EMBEDDED_DATABASE}`);
  } catch (error) {
    if (!DUPLICATE_DATABASE.has(errorCode(error))) throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
