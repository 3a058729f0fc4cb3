// Says from which sources the checked-in WebAssembly package was built.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The Cargo workspace, seen from this file. */
export const WORKSPACE = join(import.meta.dirname, '../../planner-wasm');

const SOURCES = [
  'Cargo.toml',
  'Cargo.lock',
  '.cargo/config.toml',
  'search/Cargo.toml',
  'search/src',
  'retrieval/Cargo.toml',
  'retrieval/src',
  'binding/Cargo.toml',
  'binding/src',
];

/** The hash of the sources as they are now. Line endings do not count, because git may change them. */
export function sourceHash(workspace: string = WORKSPACE): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesUnder(join(workspace, source))).sort()) {
    const name = relative(workspace, file).split(sep).join('/');
    const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${name}\0${Buffer.byteLength(text)}\0${text}`);
  }
  return hash.digest('hex');
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
