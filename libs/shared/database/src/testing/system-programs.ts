import { existsSync, globSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const NEEDED = ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'createdb'];

/**
 * The root of the PostgreSQL that this machine has, server and tools of one version, the newest first: npm brings no `pg_dump`.
 * @param path folders that are looked into besides, as PATH has them
 * @returns undefined where there is none
 */
export function systemPostgres(path = ''): string | undefined {
  const folders = [
    ...globSync('/usr/lib/postgresql/*/bin').sort().reverse(),
    ...path.split(delimiter).filter((folder) => folder !== ''),
  ];
  const bin = folders.find((folder) => NEEDED.every((name) => existsSync(join(folder, name))));
  return bin === undefined ? undefined : dirname(bin);
}
