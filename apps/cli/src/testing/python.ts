import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Whether this machine lacks what Python programs of the tests need: Python 3.10 with venv and pip. */
export function pythonIsMissing(): boolean {
  return [
    ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'],
    ['-m', 'venv', '--help'],
    ['-m', 'ensurepip', '--version'],
  ].some((words) => spawnSync('python3', words, { stdio: 'ignore' }).status !== 0);
}

/** Makes a virtual environment in `folder` and installs into it. @returns its interpreter */
export async function installedPython(folder: string, requirements: readonly string[]): Promise<string> {
  const python = join(folder, '.venv/bin/python');
  await run('python3', ['-m', 'venv', join(folder, '.venv')]);
  await run(python, [
    // Most of what is installed is never imported: to compile all of it takes as long as to install it.
    ...['-m', 'pip', 'install', '--no-compile', '--quiet', '--no-cache-dir', '--disable-pip-version-check'],
    ...requirements,
  ]);
  return python;
}

/** Runs a program to its end. @throws Error unless its exit code is 0 */
export async function run(program: string, words: readonly string[]): Promise<void> {
  const child = spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}`);
}
