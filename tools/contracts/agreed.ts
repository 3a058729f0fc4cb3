// The last agreed contract, and what of today's would break those who hold to it.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKSPACE = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The contract that callers may rely on: an image of proto/ as buf builds it. `npm run contract:agree` renews it. */
export const AGREED = join(WORKSPACE, 'proto/agreed.binpb');

/** The command that fails, and says where, when the contract in `folder` breaks the agreed one. */
export function breakingCommand(folder = '.'): readonly string[] {
  return ['buf', 'breaking', folder, '--against', AGREED];
}

/** What buf exits with when it found a break. */
const BROKEN = 100;

/** What breaks the agreed contract, in buf's words; empty: nothing does. @throws Error when they cannot be compared */
export function breaksOf(folder = '.'): string {
  const [program = '', ...words] = breakingCommand(folder);
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (status === 0) return '';
  if (status === BROKEN) return stdout;
  throw new Error(`the contracts cannot be compared: ${stderr}`, { cause: error });
}
