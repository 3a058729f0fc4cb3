import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PYPI } from '@rookery/shared-embedding';

/**
 * The Python package index this machine is configured for: a closed network has a mirror of its own, and pip knows it.
 * @param configured PIP_INDEX_URL
 */
export async function packageIndex(configured: string | undefined, home = homedir()): Promise<string> {
  if (configured !== undefined) return configured;
  for (const file of [
    join(home, '.config/pip/pip.conf'),
    join(home, '.pip/pip.conf'),
    join(home, 'Library/Application Support/pip/pip.conf'),
    join(home, 'AppData/Roaming/pip/pip.ini'),
    '/etc/pip.conf',
  ]) {
    const index = indexIn(await readFile(file, 'utf8').catch(() => ''));
    if (index !== undefined) return index;
  }
  return PYPI;
}

/** The index-url of the [global] section. */
function indexIn(settings: string): string | undefined {
  const [, section = ''] = /^\[global\]\s*$([^[]*)/m.exec(settings) ?? [];
  return /^index[-_]url\s*[=:]\s*(\S+)/m.exec(section)?.[1];
}
