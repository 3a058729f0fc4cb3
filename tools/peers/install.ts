import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const VERSIONS = { inspect: '0.3.285', promptfoo: '0.121.20' } as const;

/** Installs both peers below a folder, unless they are there: Inspect from PyPI, promptfoo from npm. @returns Inspect's Python */
export function install(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const python = join(folder, 'venv/bin/python');
  if (!existsSync(join(folder, 'venv/inspect.installed'))) {
    run(folder, 'python3', ['-m', 'venv', 'venv']);
    run(folder, python, ['-m', 'pip', 'install', '--quiet', `inspect-ai==${VERSIONS.inspect}`]);
    writeFileSync(join(folder, 'venv/inspect.installed'), '');
  }
  installPromptfoo(folder);
  return python;
}

/** Nothing is sent anywhere, nothing asked of anyone. */
export const PROMPTFOO_QUIET = {
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  LOG_LEVEL: 'error',
} as const;

/** Installs promptfoo below a folder, unless it is there, from npm. */
export function installPromptfoo(folder: string): void {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'node_modules/promptfoo/package.json'))) {
    writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    run(folder, 'npm', [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `promptfoo@${VERSIONS.promptfoo}`,
    ]);
  }
}

function run(folder: string, program: string, words: readonly string[]): void {
  console.error(`${program} ${words.join(' ')} ...`);
  const { status, error } = spawnSync(program, words, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (error !== undefined || status !== 0)
    throw new Error(`${program} did not install (${error?.message ?? status})`);
}
