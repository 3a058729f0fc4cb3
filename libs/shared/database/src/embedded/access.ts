import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { chown, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { RookeryError } from '@rookery/shared-errors';
import type { Account } from './account.ts';
import { EMBEDDED_DATABASE } from './connection.ts';
import { keepPrivate, type Layout } from './layout.ts';
import { runProgram } from './program.ts';
import { accessStatements } from './roles.ts';

const run = promisify(execFile);

/** Who may do what in a cluster. */
export interface Access {
  /** pg_hba.conf */
  readonly doors: string;
  /** pg_ident.conf */
  readonly users: string;
  readonly statements: readonly string[];
}

/**
 * Over the socket alone, and the system itself says which user is at its other end (peer authentication): the one whose data
 * folder it is, and root. There is no password that somebody could be made to send, and no door for the superuser.
 * @param durable false: data of tests, whose databases are also reached by TCP with a password, as a server of yours is
 */
export async function accessOf(layout: Layout, durable: boolean): Promise<Access> {
  const doors = durable
    ? [`local ${EMBEDDED_DATABASE} all peer map=platform`]
    : ['local all all peer map=platform', 'host all all 127.0.0.1/32 scram-sha-256'];
  const users = [...new Set([await owningUser(layout), 'root'])];
  return {
    doors: lines(doors),
    users: lines(users.map((user) => `platform "${user}" /^rookery_[a-z_]+$`)),
    statements: accessStatements(!durable),
  };
}

/** Whether the cluster has this access; one of an earlier version, or whose setting up was cut short, has another. */
export async function hasAccess(layout: Layout, access: Access): Promise<boolean> {
  return (await readFile(layout.accessFile, 'utf8').catch(() => '')) === mark(access);
}

/** The next start then gives the cluster its access anew. */
export async function forgetAccess(layout: Layout): Promise<void> {
  await rm(layout.accessFile, { force: true });
}

/**
 * Gives the cluster its access. Can be done again; the server must not be running.
 * @throws RookeryError FAILED_PRECONDITION with PostgreSQL's reason
 */
export async function giveAccess(
  layout: Layout,
  account: Account,
  access: Access,
  durable: boolean,
): Promise<void> {
  for (const [name, text] of [
    ['pg_hba.conf', access.doors],
    ['pg_ident.conf', access.users],
  ] as const) {
    const file = join(layout.data, name);
    await writeFile(file, text, { mode: 0o600 });
    if (account.owner !== undefined) await chown(file, account.owner.uid, account.owner.gid);
  }
  const alone = async (database: string, statements: readonly string[]): Promise<string> => {
    const { code, output } = await runProgram(
      account,
      account.binaries.postgres,
      ['--single', ...(durable ? [] : ['-F']), '-D', layout.data, database],
      layout.folder,
      lines(statements),
    );
    if (code === 0) return output;
    throw refused(layout, output);
  };
  const made = await alone('postgres', [`CREATE DATABASE ${EMBEDDED_DATABASE}`]);
  if (made.includes('ERROR:') && !made.includes('already exists')) throw refused(layout, made);
  const given = await alone(EMBEDDED_DATABASE, access.statements);
  if (given.includes('ERROR:')) throw refused(layout, given);
  // Of an earlier version, with a password that opens nothing any more.
  await rm(join(layout.folder, 'connection.json'), { force: true });
  await writeFile(layout.accessFile, mark(access), { mode: 0o600 });
  await keepPrivate(layout.accessFile);
}

/** Whose data folder it is. Where root started it for nobody in particular: root. */
async function owningUser(layout: Layout): Promise<string> {
  if (process.getuid?.() !== 0) return userInfo().username;
  const { uid } = await stat(dirname(layout.folder));
  if (uid === 0) return 'root';
  return run('id', ['-un', String(uid)]).then(
    ({ stdout }) => stdout.trim(),
    () => 'root',
  );
}

function refused({ folder }: Layout, output: string): RookeryError {
  const written = output.trim().split('\n');
  const reason =
    written.find((line) => /(ERROR|FATAL|PANIC):/.test(line)) ?? (written.at(-1) || 'it gave no reason');
  return new RookeryError(
    'FAILED_PRECONDITION',
    `data folder: PostgreSQL could not make its roles in ${folder}: ${reason.trim()}`,
    { reason: 'DATABASE_ROLES_NOT_MADE' },
  );
}

const mark = (access: Access): string => createHash('sha256').update(JSON.stringify(access)).digest('hex');

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
