import { open, readFile, type FileHandle } from 'node:fs/promises';
import { RookeryError } from '@rookery/shared-errors';
import type { Account } from './account.ts';
import type { Connection } from './connection.ts';
import { greet } from './handshake.ts';
import { keepPrivate, type Layout } from './layout.ts';
import { spawnProgram } from './program.ts';

const START_PATIENCE_MS = 300_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Reasons of PostgreSQL that pass by themselves: what a killed server held is let go of a moment later. */
const PASSING = [
  'pre-existing shared memory block',
  'lock file "',
  'Is another postmaster',
  // The port of a server of tests was taken meanwhile; the next attempt chooses another.
  'could not bind',
];

/**
 * `not-yet`: another attempt may succeed in a moment. `no-access`: the cluster does not know our role.
 */
export type LaunchOutcome = 'ready' | 'no-access' | 'not-yet';

export interface LaunchOptions {
  readonly layout: Layout;
  /** Who is to be let in. */
  readonly role: string;
  /** false: data that tests throw away. No fsync, and it listens on TCP of loopback too, as a server of yours does. */
  readonly durable: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts the server and waits until it answers.
 * @throws RookeryError UNAVAILABLE with PostgreSQL's own reason when it ends for good.
 */
export async function launch(
  { layout, role, durable, signal }: LaunchOptions,
  account: Account,
  connection: Connection,
): Promise<LaunchOutcome> {
  const serverLog = await openServerLog(layout.serverLog);
  const from = (await serverLog.stat()).size;
  const child = spawnProgram(
    account,
    account.binaries.postgres,
    serverArguments(layout, connection, durable),
    {
      // A session of its own: no signal meant for its starter, and no terminal's Ctrl-C, reaches it.
      detached: true,
      stdio: ['ignore', serverLog.fd, serverLog.fd],
      cwd: layout.folder,
    },
  );
  const life = { ended: false };
  child.once('exit', () => (life.ended = true));
  child.once('error', () => (life.ended = true));
  try {
    const greeting = await greet(connection, role, START_PATIENCE_MS, () => !life.ended, signal);
    if (greeting !== 'gone') return greeting;
    const written = (await readFile(layout.serverLog)).subarray(from).toString('utf8');
    return whyEnded(written, layout);
  } finally {
    child.unref();
    await serverLog.close();
  }
}

async function openServerLog(file: string): Promise<FileHandle> {
  const log = await open(file, 'a', 0o600);
  await keepPrivate(file);
  if ((await log.stat()).size > MAX_LOG_BYTES) await log.truncate(0);
  return log;
}

function serverArguments(layout: Layout, connection: Connection, durable: boolean): string[] {
  const settings = [
    `listen_addresses=${durable ? '' : '127.0.0.1'}`,
    // A list, in which a comma would end a name and a quoted one may hold it.
    `unix_socket_directories="${connection.socketFolder.replaceAll('"', '""')}"`,
    'unix_socket_permissions=0700',
    'max_connections=200',
    // Rows hold personal data: an error is logged without the statement and the values that caused it.
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    'log_parameter_max_length_on_error=0',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  return [
    '-D',
    layout.data,
    '-p',
    String(connection.port),
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
}

function whyEnded(written: string, layout: Layout): LaunchOutcome {
  if (PASSING.some((reason) => written.includes(reason))) return 'not-yet';
  const fatal = written.split('\n').findLast((line) => /FATAL|PANIC|error while loading/.test(line));
  throw new RookeryError(
    'UNAVAILABLE',
    `embedded PostgreSQL: does not start: ${fatal?.trim() ?? 'it ended without a reason'}; see ${layout.serverLog}`,
    { reason: 'SERVER_DOES_NOT_START' },
  );
}
