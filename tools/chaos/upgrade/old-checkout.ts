import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const run = promisify(execFile);
/** Steps of a schema's history stand under such names: `'0007_incomplete_jobs': ...`. */
const STEP = String.raw`^ *'[0-9]{4}_[a-z_]+':`;

/**
 * The commit that an upgrade begins at.
 * @param asked any name that git knows it by; not set: the one before the last step of a schema was added
 * @returns undefined where git, or that part of the history, is missing
 */
export function oldRevision(asked?: string): string | undefined {
  const last = ['log', '-1', '--format=%H', `-G${STEP}`, '--', 'libs/*.ts', ':!libs/*.spec.ts'];
  const from = asked ?? `${git(last) ?? ''}^`;
  return git(['rev-parse', '--quiet', '--verify', '--end-of-options', `${from}^{commit}`]);
}

/** Lays out what is in a commit, with packages of its own from the registry. @param folder that is made for it */
export async function layOut(revision: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, '..', `${revision}.tar`);
  await run('git', ['archive', `--output=${archive}`, revision], { cwd: ROOT });
  await run('tar', ['-xf', archive, '-C', folder]);
  // Its programs are started by this process's Node, so no package has to build anything.
  const install = ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'];
  await run('npm', install, { cwd: folder });
}

function git(words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', words, { cwd: ROOT, encoding: 'utf8' });
  const said = status === 0 ? stdout.trim() : '';
  return said === '' ? undefined : said;
}
