import { execFile } from 'node:child_process';
import { chmod, chown, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { RookeryError } from '@rookery/shared-errors';
import { binariesIn, type Binaries } from './binaries.ts';

const run = promisify(execFile);

/** The user the server runs as, and how to become it. */
export interface Account {
  /** Absent when we are an ordinary user: the server then simply runs as us. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Words put before the command; empty when spawn's own uid and gid do. */
  readonly prefix: readonly string[];
  readonly binaries: Binaries;
}

/**
 * PostgreSQL refuses to run as root. So root hands it to the user who owns the folder, else to `postgres`,
 * else to `nobody`; no user is created. Where that user cannot walk to the folder (a checkout below /root),
 * the server gets the one capability that lets it pass, and its programs run from a copy.
 * @throws RookeryError FAILED_PRECONDITION when no way is open; the message names what to change.
 */
export async function serverAccount(folder: string, data: string, installed: Binaries): Promise<Account> {
  if (process.getuid?.() !== 0) return { prefix: [], binaries: installed };
  const owner = await unprivilegedOwner(folder, data);
  const binaries = (await canReach(installed.postgres, owner)) ? installed : await reachableCopy(installed);
  if (await canReach(folder, owner)) return { owner, prefix: [], binaries };
  return { owner, prefix: await passingPrefix(folder, owner, binaries), binaries };
}

/**
 * Keeps PostgreSQL's folder from all users but the one that the server runs as, and root.
 */
export async function keepFolderPrivate(folder: string, { owner }: Account): Promise<void> {
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  await chmod(folder, 0o700);
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

async function unprivilegedOwner(folder: string, data: string): Promise<Owner> {
  for (const path of [data, folder, dirname(folder)]) {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.uid !== 0) {
      const owner = await lookUp(String(found.uid));
      if (owner !== undefined) return owner;
    }
  }
  for (const name of ['postgres', 'nobody']) {
    const owner = await lookUp(name);
    if (owner !== undefined && owner.uid !== 0) return owner;
  }
  throw new RookeryError(
    'FAILED_PRECONDITION',
    'embedded PostgreSQL: cannot run as root, and this system has neither a user "postgres" nor "nobody"; ' +
      'run as an ordinary user or set DATABASE_URL',
    { reason: 'NO_UNPRIVILEGED_USER' },
  );
}

/** initdb looks its user up by number, so only users the system knows will do. */
async function lookUp(user: string): Promise<Owner | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function canReach(path: string, owner: Owner): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** The programs check their own path with access(2), which no capability helps; hence a copy. */
async function reachableCopy(installed: Binaries): Promise<Binaries> {
  const built = await stat(installed.postgres);
  const target = join(tmpdir(), `rookery-postgresql-${built.size}-${Math.trunc(built.mtimeMs)}`);
  const existing = await stat(target).catch(() => undefined);
  if (existing === undefined) {
    const draft = `${target}.${process.pid}`;
    await mkdir(draft, { mode: 0o755 });
    await cp(installed.root, draft, { recursive: true, verbatimSymlinks: true });
    await openForReading(draft);
    // Another process may have been faster; its copy is as good.
    await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  }
  const copy = await stat(target);
  if (copy.uid !== 0 || (copy.mode & 0o022) !== 0) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `embedded PostgreSQL: ${target} was made by another user and is not trusted; remove it`,
      { reason: 'UNTRUSTED_COPY' },
    );
  }
  return binariesIn(target);
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

async function passingPrefix(folder: string, owner: Owner, binaries: Binaries): Promise<string[]> {
  // Containers often keep only the second of the two.
  for (const capability of ['dac_read_search', 'dac_override']) {
    const prefix = [
      'setpriv',
      `--reuid=${owner.uid}`,
      `--regid=${owner.gid}`,
      '--clear-groups',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
    ];
    const [command = '', ...words] = [...prefix, 'ls', folder];
    const works = await run(command, words)
      .then(() => run(command, [...prefix.slice(1), binaries.postgres, '--version']))
      .then(() => true)
      .catch(() => false);
    if (works) return prefix;
  }
  throw new RookeryError(
    'FAILED_PRECONDITION',
    `data folder: PostgreSQL cannot run as root, and the user it would run as (uid ${owner.uid}) cannot reach ` +
      `${folder}; use a data folder outside of private folders, run as an ordinary user, or set DATABASE_URL`,
    { reason: 'DATA_FOLDER_UNREACHABLE' },
  );
}
