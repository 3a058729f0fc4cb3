// The last agreed contract, and what of today's would break those who hold to it.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKSPACE = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The contract that callers may rely on, as a serialised image of proto/. `npm run contract:agree` renews it. */
export const AGREED = join(WORKSPACE, 'proto/agreed.binpb');

/** The command that fails, and says where, when the contract in `folder` breaks the agreed one. */
export function breakingCommand(folder = '.'): readonly string[] {
  return ['buf', 'breaking', folder, '--against', AGREED];
}

/** What breaks the agreed contract, in buf's words; empty: nothing does. */
export function breaksOf(folder = '.'): string {
  const [program = '', ...words] = breakingCommand(folder);
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status === 0) return '';
  return stdout + stderr;
}
