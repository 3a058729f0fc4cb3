import { chown, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RookeryError } from '@rookery/shared-errors';
import { errorCode } from '../error-code.ts';
import type { Account } from './account.ts';
import { EMBEDDED_MAJOR_VERSION } from './binaries.ts';
import type { Layout } from './layout.ts';
import { runProgram } from './program.ts';
import { SUPERUSER } from './roles.ts';

/** What is in the place of the cluster; `absent` covers an empty folder. */
export type ClusterState = 'absent' | 'complete';

/**
 * Looks at the cluster's folder without changing it.
 * @throws RookeryError FAILED_PRECONDITION for a cluster of another major version or for files that are no
 *   cluster: neither is ever deleted.
 */
export async function clusterState(layout: Layout): Promise<ClusterState> {
  let entries: string[];
  try {
    entries = await readdir(layout.data);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'absent';
    throw new RookeryError(
      'PERMISSION_DENIED',
      `data folder: ${layout.data} cannot be read; the data folder belongs to another user`,
      { reason: 'DATA_FOLDER_OF_ANOTHER_USER', cause: error },
    );
  }
  if (entries.length === 0) return 'absent';
  const version = (await readFile(join(layout.data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === String(EMBEDDED_MAJOR_VERSION)) return 'complete';
  throw new RookeryError(
    'FAILED_PRECONDITION',
    version === ''
      ? `data folder: ${layout.data} has files in it but is no PostgreSQL cluster; move it away or choose another data folder`
      : `data folder: ${layout.data} was written by PostgreSQL ${version}, this is ${EMBEDDED_MAJOR_VERSION}; ` +
          `dump it with version ${version} and restore it, or choose another data folder`,
    { reason: version === '' ? 'NOT_A_CLUSTER' : 'CLUSTER_OF_OTHER_VERSION' },
  );
}

/**
 * Makes a new cluster beside its place and renames it into place, so that a process killed half way leaves
 * only a draft, which the next one removes.
 * @param durable false skips fsync, for clusters that tests throw away
 */
export async function initialiseCluster(layout: Layout, account: Account, durable: boolean): Promise<void> {
  await removeDrafts(layout);
  const draft = `${layout.data}.new.${process.pid}.${Date.now()}`;
  await mkdir(draft, { mode: 0o700 });
  if (account.owner !== undefined) {
    await chown(draft, account.owner.uid, account.owner.gid);
  }
  const { code, output } = await runProgram(
    account,
    account.binaries.initdb,
    [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      // Until it is given its access nobody may enter.
      '--auth=reject',
      '--encoding=UTF8',
      // The same order and case rules on every host, whatever locales it has.
      '--no-locale',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    layout.folder,
  );
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `data folder: PostgreSQL could not be set up in ${layout.folder}: ${lastLine(output)}`,
      { reason: 'INITDB_FAILED' },
    );
  }
  // An empty folder may stand in the way; rename replaces only empty ones.
  await rename(draft, layout.data);
}

async function removeDrafts(layout: Layout): Promise<void> {
  const start = `${basename(layout.data)}.new.`;
  const drafts = (await readdir(layout.folder)).filter((name) => name.startsWith(start));
  // The initdb of a killed process may still be writing into its draft; then the next start removes it.
  await Promise.all(
    drafts.map((name) =>
      rm(join(layout.folder, name), { recursive: true, force: true }).catch(() => undefined),
    ),
  );
}

function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => /error|fatal|could not/i.test(line));
  return (lines.at(-1) ?? output.trim().split('\n').at(-1) ?? 'no message').trim();
}
