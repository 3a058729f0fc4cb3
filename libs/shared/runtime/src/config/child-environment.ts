import { join } from 'node:path';

/**
 * Where Node keeps what it compiled of the sources, so that the next process starts in half the time. In the installation and not
 * in the system's folder for temporary files, where other users could put code. None for a bundle, which has little to compile.
 */
const COMPILE_CACHE = import.meta.filename.endsWith('.ts')
  ? { NODE_COMPILE_CACHE: join(import.meta.dirname, '../../../../../node_modules/.cache/node') }
  : {};

/** The environment for a child process: this process's own, with `variables` on top. */
export function childEnvironment(
  variables: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  return { ...COMPILE_CACHE, ...process.env, ...variables };
}
