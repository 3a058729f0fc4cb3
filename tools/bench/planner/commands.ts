// What this machine can measure besides WebAssembly, and how it is run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const WORKSPACE = join(import.meta.dirname, '../../../planner-wasm');

/** Whether the command is installed; says so on stderr when it is not. */
export function present(command: string): boolean {
  const there = spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!there) console.error(`${command} is not installed: measured without it`);
  return there;
}

/** Runs a command to its end; throws what was to be done when it fails. */
export function succeed(what: string, command: string, args: readonly string[], cwd?: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${what} failed: ${command} ended with status ${status ?? 'none'}`);
}

/** Runs a command that prints one JSON value, and returns it. */
export function printed<T>(command: string, args: readonly string[]): T {
  const run = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0) throw new Error(`${command} ended with status ${run.status ?? 'none'}`);
  return JSON.parse(run.stdout) as T;
}

/** Builds the native benches; gives the path of one of them, or nothing where there is no cargo. */
export function nativeBenches(): ((name: 'free-run' | 'path-kg' | 'transfer-fit') => string) | undefined {
  if (!present('cargo')) return undefined;
  succeed(
    'building the native benches',
    'cargo',
    ['build', '--release', '--quiet', '-p', 'rookery-benches'],
    WORKSPACE,
  );
  return (name) => join(WORKSPACE, 'target/release', name);
}

/** A source file of the native benches. */
export function benchSource(path: string): string {
  return join(WORKSPACE, 'benches', path);
}
