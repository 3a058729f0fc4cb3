import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import type { Account } from './account.ts';

/** Nothing of our own environment (which may hold keys) reaches the server. */
const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' };

/** Starts one of PostgreSQL's programs as the user it has to run as; of variables it has its own, and those that are named. */
export function spawnProgram(
  account: Account,
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'stdio' | 'detached' | 'cwd' | 'env'>,
): ChildProcess {
  const [command = program, ...rest] = [...account.prefix, program, ...args];
  const identity = account.prefix.length === 0 ? account.owner : undefined;
  return spawn(command, rest, { ...options, env: { ...ENVIRONMENT, ...options.env }, ...identity });
}

/** Runs a program to its end with `input` on its standard input. */
export async function runProgram(
  account: Account,
  program: string,
  args: readonly string[],
  cwd: string,
  input = '',
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawnProgram(account, program, args, { stdio: ['pipe', 'pipe', 'pipe'], cwd });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  // A program that ends early closes its input; its exit code tells the story.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}
