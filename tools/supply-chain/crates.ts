import { spawnSync } from 'node:child_process';
import { fileText } from './lock.ts';
import type { Licensed } from './licences.ts';

/** A crate of others that the WebAssembly package or its tests are built from. */
export interface Crate extends Licensed {
  /** SHA-256 of what the registry has. */
  readonly checksum: string;
}

/** The crates as somebody has looked at them: their licences stand in their own manifests, which are not here. */
export const readCrates = (): Crate[] => JSON.parse(fileText('tools/supply-chain/crates.json')) as Crate[];

const REGISTRY = 'registry+';

/**
 * Holds the list against the lock file of Cargo.
 * @returns what is wrong, a sentence for each crate
 */
export function wrongCrates(crates: readonly Crate[], lock: string): string[] {
  const listed = new Map(crates.map((crate) => [`${crate.name} ${crate.version}`, crate]));
  const wrong: string[] = [];
  for (const block of lock.split('[[package]]').slice(1)) {
    const field = (name: string): string | undefined =>
      new RegExp(`^${name} = "([^"]*)"$`, 'm').exec(block)?.[1];
    const [source, checksum] = [field('source'), field('checksum')];
    const key = `${field('name') ?? '?'} ${field('version') ?? '?'}`;
    // Without a source it is ours.
    if (source === undefined) continue;
    if (!source.startsWith(REGISTRY)) wrong.push(`${key} comes from ${source}, and not from a registry`);
    if (checksum === undefined) wrong.push(`${key} has no hash in Cargo.lock`);
    const crate = listed.get(key);
    if (crate === undefined) wrong.push(`${key} is not in tools/supply-chain/crates.json`);
    else if (crate.checksum !== checksum)
      wrong.push(`${key} is another one than tools/supply-chain/crates.json has`);
    listed.delete(key);
  }
  return [
    ...wrong,
    ...[...listed.keys()].map((key) => `${key} is in tools/supply-chain/crates.json, and not in Cargo.lock`),
  ];
}

/**
 * Holds the licences of the list against the manifests of the crates, where this machine has them.
 * @returns what is wrong; undefined: they are not here, or there is no cargo
 */
export function wrongCrateLicences(crates: readonly Crate[]): string[] | undefined {
  const asked = spawnSync('cargo', ['metadata', '--locked', '--offline', '--format-version', '1'], {
    cwd: new URL('../../planner-wasm', import.meta.url),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (asked.status !== 0) return undefined;
  const { packages } = JSON.parse(asked.stdout) as {
    readonly packages: readonly (Licensed & { readonly source: string | null })[];
  };
  const listed = new Map(crates.map(({ name, version, license }) => [`${name} ${version}`, license]));
  return packages.flatMap(({ name, version, license, source }) =>
    source === null || listed.get(`${name} ${version}`) === license
      ? []
      : [`${name} ${version} says that it is under ${license}, and tools/supply-chain/crates.json does not`],
  );
}
