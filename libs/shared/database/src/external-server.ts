import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { errorCode } from './error-code.ts';

const OLDEST_MAJOR_VERSION = 14;
const ATTEMPT_TIMEOUT_MS = 5_000;
const RETRY_MS = 250;

/** SQLSTATEs of a server that is there but says no for good. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'the user or the password is wrong',
  '28000': 'the user may not connect',
  '3D000': 'the database does not exist',
  '42501': 'the user may not connect to this database',
};

/**
 * Reads the URL without ever repeating its password.
 * @returns the server as it may be shown: host, port and database
 * @throws RookeryError INVALID_ARGUMENT
 */
export function describeServer(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw invalidArgument(
      'DATABASE_URL',
      'is not of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE (the value is not shown: it may hold a password)',
    );
  }
  return `${url.hostname || url.searchParams.get('host') || 'localhost'}:${url.port || '5432'}${url.pathname}`;
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
 * milliseconds are over, because services and database start in any order; one that refuses is not.
 * @throws RookeryError UNAVAILABLE or FAILED_PRECONDITION
 */
export async function checkExternalServer(
  databaseUrl: string,
  waitMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const server = describeServer(databaseUrl);
  const giveUpAt = Date.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      checkServerVersion(server, await versionNumber(databaseUrl));
      return;
    } catch (error) {
      if (error instanceof RookeryError) throw error;
      const refusal = REFUSALS[errorCode(error)];
      if (refusal !== undefined) {
        throw new RookeryError('FAILED_PRECONDITION', `DATABASE_URL: ${server}: ${refusal}`, {
          reason: 'DATABASE_REFUSED',
          cause: error,
        });
      }
      if (Date.now() >= giveUpAt) {
        const why = errorCode(error) === 'unknown' ? 'no answer' : errorCode(error);
        throw new RookeryError('UNAVAILABLE', `DATABASE_URL: ${server} cannot be reached (${why})`, {
          reason: 'DATABASE_UNREACHABLE',
          cause: error,
        });
      }
    }
    await sleep(RETRY_MS, undefined, signal === undefined ? {} : { signal });
  }
}

async function versionNumber(databaseUrl: string): Promise<number> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: ATTEMPT_TIMEOUT_MS,
    application_name: 'rookery start',
  });
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
