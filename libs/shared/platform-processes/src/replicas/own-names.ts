import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** Whether processes can be given names of hosts of their own here: Linux, and a user that may mount. */
export function hasOwnNames(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Writes names as /etc/hosts has them: each leads to addresses of this machine, 127.0.0.NUMBER. */
export function writeNames(file: string, names: ReadonlyMap<string, readonly number[]>): void {
  const lines = [...names].flatMap(([name, numbers]) => numbers.map((number) => `127.0.0.${number} ${name}`));
  writeFileSync(file, ['127.0.0.1 localhost', ...lines, ''].join('\n'));
}

/** A command whose process finds the names of a file, and nobody else does: the file lies over /etc/hosts for it alone. */
export function withNames(file: string, words: readonly string[]): string[] {
  const mount = 'mount --bind "$0" /etc/hosts && exec "$@"';
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', mount, file, ...words];
}
