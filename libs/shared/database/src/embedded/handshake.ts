import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { RookeryError } from '@rookery/shared-errors';
import { errorCode } from '../error-code.ts';
import { connectionUrl, EMBEDDED_DATABASE, type Connection } from './connection.ts';

const POLL_MS = 20;
const CONNECT_TIMEOUT_MS = 5_000;
/** No such role, user or database, in SQLSTATE. */
const NO_ACCESS = new Set(['28000', '28P01', '3D000', '42501']);

/** How an attempt to greet a server that should be there went. */
export type Greeting = 'ready' | 'no-access' | 'gone';

/**
 * Waits until the server lets a role into our database.
 * @param stillThere asked between attempts; a long crash recovery is waited for as long as it says yes
 * @param patienceMs how long a living server may refuse to answer, in milliseconds
 */
export async function greet(
  connection: Connection,
  role: string,
  patienceMs: number,
  stillThere: () => boolean | Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<Greeting> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      await connectOnce(connection, role);
      return 'ready';
    } catch (error) {
      if (NO_ACCESS.has(errorCode(error))) return 'no-access';
      if (!(await stillThere())) return 'gone';
      if (performance.now() > giveUpAt) {
        throw new RookeryError(
          'UNAVAILABLE',
          `embedded PostgreSQL: the server of ${connection.socketFolder} runs but has not answered for ${patienceMs} ms`,
          { reason: 'SERVER_SILENT', cause: error },
        );
      }
    }
    await sleep(POLL_MS);
  }
}

async function connectOnce(connection: Connection, role: string): Promise<void> {
  const client = new pg.Client({
    connectionString: connectionUrl(connection, role, EMBEDDED_DATABASE),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'rookery start',
  });
  // A server that stops between two answers reports it here; the connection that is waited for fails as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
}
