// What the checked-in WebAssembly package is, in bytes, and by what it was built.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from './source-hash.ts';

/** Files of the package that are loaded. */
const FILES = ['rookery_planner_bg.wasm', 'rookery_planner.js'] as const;

/** What the package remembers of its build: `pkg/sources.json`. */
export interface BuildRecord {
  /** sha256 over names and contents of everything that goes into the package. */
  readonly sha256: string;
  /** sha256 of each file that is loaded. */
  readonly files: Readonly<Record<string, string>>;
  /** Of what built it: the same tools make the same bytes of the same sources. */
  readonly tools: string;
}

export function readRecord(workspace: string = WORKSPACE): BuildRecord {
  return JSON.parse(readFileSync(join(workspace, 'pkg/sources.json'), 'utf8')) as BuildRecord;
}

/** The hashes of the files as they are. Line endings of the module do not count, because git may change them. */
export function fileHashes(workspace: string = WORKSPACE): Record<string, string> {
  return Object.fromEntries(
    FILES.map((name) => {
      const bytes = readFileSync(join(workspace, 'pkg', name));
      const content = name.endsWith('.js') ? bytes.toString('utf8').replaceAll('\r\n', '\n') : bytes;
      return [name, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

/**
 * Holds a package that was built anew against the one that was checked in.
 * @returns what is wrong; undefined: the bytes are the same, or other tools built them, of which `other` tells
 */
export function difference(
  checkedIn: BuildRecord,
  rebuilt: BuildRecord,
  other: (sentence: string) => void,
): string | undefined {
  if (checkedIn.sha256 !== rebuilt.sha256)
    return 'the checked-in package was built from other sources: run npm run build:wasm and check in what it writes';
  const differing = Object.keys(rebuilt.files).filter(
    (name) => checkedIn.files[name] !== rebuilt.files[name],
  );
  if (differing.length === 0) return undefined;
  if (checkedIn.tools === rebuilt.tools)
    return `the same tools make other bytes of the same sources than were checked in: ${differing.join(', ')}`;
  other(`bytes were not compared: ${rebuilt.tools} built it here, ${checkedIn.tools} what is checked in`);
  return undefined;
}
