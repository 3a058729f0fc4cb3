import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { wrongDatabaseUrl } from '@rookery/shared-runtime';
import type { DatabaseLog } from './log.ts';
import { startRefusal, whyUnreachable } from './start-refusal.ts';

const OLDEST_MAJOR_VERSION = 14;
const ATTEMPT_TIMEOUT_MS = 5_000;
const RETRY_MS = 250;

/**
 * Reads the URL without ever repeating its password.
 * @returns the server as it may be shown: host, port and database
 * @throws RookeryError INVALID_ARGUMENT
 */
export function describeServer(databaseUrl: string): string {
  const wrong = wrongDatabaseUrl(databaseUrl);
  const url = URL.parse(databaseUrl);
  if (wrong !== undefined || url === null) {
    throw invalidArgument('DATABASE_URL', `${wrong} (the value is not shown: it may hold a password)`);
  }
  const host = decodeURIComponent(url.hostname) || url.searchParams.get('host') || 'localhost';
  return `${host}:${url.port || '5432'}${url.pathname}`;
}

/** @throws RookeryError FAILED_PRECONDITION below the oldest version that works. */
export function checkServerVersion(server: string, versionNumber: number): void {
  const major = Math.floor(versionNumber / 10_000);
  if (major >= OLDEST_MAJOR_VERSION) return;
  throw new RookeryError(
    'FAILED_PRECONDITION',
    `DATABASE_URL: ${server} is PostgreSQL ${major}, at least ${OLDEST_MAJOR_VERSION} is needed`,
    { reason: 'DATABASE_TOO_OLD' },
  );
}

/**
 * Connects once to see that the server will do. A server that cannot be reached is tried again until `waitMs`
 * milliseconds are over, because services and database start in any order, and the log says so; one that refuses is not.
 * @throws RookeryError UNAVAILABLE or FAILED_PRECONDITION, saying what to change
 */
export async function checkExternalServer(
  databaseUrl: string,
  waitMs: number,
  log: DatabaseLog,
  signal: AbortSignal | undefined,
): Promise<void> {
  const server = describeServer(databaseUrl);
  const refused = (why: string, cause: unknown): RookeryError =>
    new RookeryError('FAILED_PRECONDITION', `DATABASE_URL: ${server}: ${why}`, {
      reason: 'DATABASE_REFUSED',
      cause,
    });
  try {
    newClient(databaseUrl);
  } catch (caught) {
    throw refused(startRefusal(caught, databaseUrl) ?? 'the driver refuses a parameter of the URL', caught);
  }
  const giveUpAt = performance.now() + waitMs;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      checkServerVersion(server, await versionNumber(databaseUrl));
      return;
    } catch (error) {
      if (error instanceof RookeryError) throw error;
      const refusal = startRefusal(error, databaseUrl);
      if (refusal !== undefined) throw refused(refusal, error);
      const why = whyUnreachable(error);
      if (performance.now() >= giveUpAt) {
        throw new RookeryError('UNAVAILABLE', `DATABASE_URL: ${server} cannot be reached: ${why}`, {
          reason: 'DATABASE_UNREACHABLE',
          cause: error,
        });
      }
      if (attempt === 1)
        log.warn({ most_s: Math.round(waitMs / 1000) }, `database: waits for ${server}: ${why}`);
    }
    await sleep(RETRY_MS, undefined, signal === undefined ? {} : { signal });
  }
}

function newClient(databaseUrl: string): pg.Client {
  return new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: ATTEMPT_TIMEOUT_MS,
    application_name: 'rookery start',
  });
}

async function versionNumber(databaseUrl: string): Promise<number> {
  const client = newClient(databaseUrl);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int AS version",
    );
    return rows[0]?.version ?? 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}
