import { open, readFile, type FileHandle } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RookeryError } from '@rookery/shared-errors';
import type { Account } from './account.ts';
import { EMBEDDED_HOST, giveToFolderOwner, type Connection } from './connection-file.ts';
import { greet } from './handshake.ts';
import type { Layout } from './layout.ts';
import { spawnProgram } from './program.ts';

const START_PATIENCE_MS = 300_000;
const STRANGER_GRACE_MS = 5_000;
const POLL_MS = 20;
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Reasons of PostgreSQL that pass by themselves: what a killed server held is let go of a moment later. */
const PASSING = ['pre-existing shared memory block', 'lock file "postmaster.pid"', 'Is another postmaster'];

/**
 * `not-yet`: another attempt may succeed in a moment. `wrong-password`: the cluster does not know ours.
 */
export type LaunchOutcome = 'ready' | 'port-taken' | 'wrong-password' | 'not-yet';

export interface LaunchOptions {
  readonly layout: Layout;
  /** false: no fsync, for data that tests throw away. */
  readonly durable: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A TCP port of the loopback interface that is free at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, EMBEDDED_HOST, resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('a TCP socket has a port');
  return address.port;
}

/**
 * Starts the server and waits until it answers.
 * @throws RookeryError UNAVAILABLE with PostgreSQL's own reason when it ends for good.
 */
export async function launch(
  { layout, durable, signal }: LaunchOptions,
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
    const greeting = await greet(connection, START_PATIENCE_MS, () => !life.ended, signal);
    if (greeting === 'ready') return 'ready';
    if (greeting === 'wrong-password' && !(await endsSoon(life))) return 'wrong-password';
    const written = (await readFile(layout.serverLog)).subarray(from).toString('utf8');
    return whyEnded(written, layout);
  } finally {
    child.unref();
    await serverLog.close();
  }
}

/** A stranger on our port refuses our password too; our own server then ends, because it cannot have the port. */
async function endsSoon(life: { readonly ended: boolean }): Promise<boolean> {
  const giveUpAt = Date.now() + STRANGER_GRACE_MS;
  while (!life.ended && Date.now() < giveUpAt) await sleep(POLL_MS);
  return life.ended;
}

async function openServerLog(file: string): Promise<FileHandle> {
  const log = await open(file, 'a', 0o600);
  await giveToFolderOwner(file);
  if ((await log.stat()).size > MAX_LOG_BYTES) await log.truncate(0);
  return log;
}

function serverArguments(layout: Layout, connection: Connection, durable: boolean): string[] {
  const settings = [
    `listen_addresses=${EMBEDDED_HOST}`,
    // No socket file: its path would be limited to 107 bytes, and a data folder may be anywhere.
    'unix_socket_directories=',
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
  if (written.includes('could not bind') || written.includes('could not create any TCP/IP sockets'))
    return 'port-taken';
  if (PASSING.some((reason) => written.includes(reason))) return 'not-yet';
  const fatal = written.split('\n').findLast((line) => /FATAL|PANIC|error while loading/.test(line));
  throw new RookeryError(
    'UNAVAILABLE',
    `embedded PostgreSQL: does not start: ${fatal?.trim() ?? 'it ended without a reason'}; see ${layout.serverLog}`,
    { reason: 'SERVER_DOES_NOT_START' },
  );
}
