import { resolve } from 'node:path';
import pg from 'pg';
import { connectionUrl, EMBEDDED_DATABASE } from './embedded/connection.ts';
import { layoutOf } from './embedded/layout.ts';
import { runningPostmaster } from './embedded/postmaster.ts';
import { READER } from './embedded/roles.ts';
import { checkServerVersion, describeServer } from './external-server.ts';
import type { StateLocation } from './service-database.ts';
import { startRefusal, whyUnreachable } from './start-refusal.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;

/** What can be seen of a database without starting or changing anything. */
export type DatabaseLook =
  /** The data folder's own server, which starts with the platform. */
  | { readonly state: 'not running'; readonly location: string }
  /** `why`: a sentence, with what to change where that is known. Never a password. */
  | { readonly state: 'unusable'; readonly location: string; readonly why: string }
  | ({ readonly state: 'there'; readonly location: string; readonly embedded: boolean } & DatabaseFacts);

export interface DatabaseFacts {
  /** As the server says it: `17.2`. */
  readonly version: string;
  readonly readOnly: boolean;
  /** How far its clock is ahead of this machine's, in milliseconds, give or take half the time that the question took. */
  readonly clockAheadMs: number;
  readonly clockErrorMs: number;
  /** Connections of everybody, and how many there may be. */
  readonly connections: number;
  readonly mostConnections: number;
  readonly bytes: number;
  /** Schemas of the platform with how many migrations each has had. */
  readonly schemas: readonly { readonly name: string; readonly migrations: number }[];
}

/** Asks the database a question in SQL. */
export type AskDatabase = <Row extends pg.QueryResultRow>(sql: string) => Promise<readonly Row[]>;

/** Looks at the database that a configuration names; where it is there, `more` may ask on. Never starts a server. */
export async function lookAtDatabase(
  { DATABASE_URL: url, ROOKERY_DATA: dataFolder }: StateLocation,
  more: (ask: AskDatabase, facts: DatabaseFacts) => Promise<void> = () => Promise.resolve(),
): Promise<DatabaseLook> {
  if (url !== undefined) return lookAt(url, describeServer(url), false, more);
  const layout = layoutOf(resolve(dataFolder));
  const running = await runningPostmaster(layout.data);
  // What is not asked for does not stop by the question: a server that has died is left as it is.
  if (running === undefined) return { state: 'not running', location: layout.folder };
  if (running.socketFolder === '') {
    const why = 'it has no socket yet: it is just starting, or an earlier version of the platform started it';
    return { state: 'unusable', location: layout.folder, why };
  }
  return lookAt(connectionUrl(running, READER, EMBEDDED_DATABASE), layout.folder, true, more);
}

async function lookAt(
  url: string,
  location: string,
  embedded: boolean,
  more: (ask: AskDatabase, facts: DatabaseFacts) => Promise<void>,
): Promise<DatabaseLook> {
  const unusable = (why: string): DatabaseLook => ({ state: 'unusable', location, why });
  let client: pg.Client;
  try {
    client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      application_name: 'rookery doctor',
    });
    client.on('error', () => undefined);
    await client.connect();
  } catch (caught) {
    return unusable(startRefusal(caught, url) ?? `it cannot be reached: ${whyUnreachable(caught)}`);
  }
  try {
    const ask: AskDatabase = async (sql) => (await client.query(sql)).rows as never;
    const facts = await factsOf(ask);
    checkServerVersion(location, facts.versionNumber);
    await more(ask, facts);
    return { state: 'there', location, embedded, ...facts };
  } catch (caught) {
    const code = (caught as { code?: unknown }).code;
    const state = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? ` (SQLSTATE ${code})` : '';
    const isOurs = caught instanceof Error && caught.name === 'RookeryError';
    return unusable(isOurs ? caught.message : `it does not answer a question${state}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function factsOf(ask: AskDatabase): Promise<DatabaseFacts & { readonly versionNumber: number }> {
  const asked = Date.now();
  const [row] = await ask<{
    version: string;
    number: number;
    now: Date;
    read_only: boolean;
    connections: number;
    most: number;
    bytes: string;
  }>(`SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
             clock_timestamp() AS now, current_setting('transaction_read_only') = 'on' AS read_only,
             (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
             current_setting('max_connections')::int AS most,
             pg_database_size(current_database()) AS bytes`);
  const answered = Date.now();
  if (row === undefined) throw new Error('the database gave no row');
  const histories = await ask<{ name: string }>(
    `SELECT table_schema AS name FROM information_schema.tables WHERE table_name = 'schema_migration' ORDER BY 1`,
  );
  const schemas = [];
  for (const { name } of histories) {
    const [counted] = await ask<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${pg.escapeIdentifier(name)}.schema_migration`,
    );
    schemas.push({ name, migrations: counted?.count ?? 0 });
  }
  return {
    version: row.version.split(' ')[0] ?? row.version,
    versionNumber: row.number,
    readOnly: row.read_only,
    clockAheadMs: row.now.getTime() - (asked + answered) / 2,
    clockErrorMs: (answered - asked) / 2,
    connections: row.connections,
    mostConnections: row.most,
    bytes: Number(row.bytes),
    schemas,
  };
}
