import { readFileSync } from 'node:fs';

/** A package as the lock file has it. */
export interface LockedPackage {
  /** Folder, from the root of the workspace: `node_modules/yaml`. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** What it says of itself; empty: nothing. */
  readonly license: string;
  /** Hash of its contents; undefined: whatever is served is taken. */
  readonly integrity: string | undefined;
  /** Where it comes from; undefined: from the registry, by its name and version. */
  readonly resolved: string | undefined;
  readonly hasInstallScript: boolean;
  /** Packages that it takes where there is one for the machine. */
  readonly optional: readonly string[];
}

interface Entry {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * The packages of others in a lock file of npm.
 * @param text of `package-lock.json`
 * @throws Error when it is of a form that is not known here
 */
export function lockedPackages(text: string): LockedPackage[] {
  const lock = JSON.parse(text) as {
    readonly lockfileVersion?: number;
    readonly packages?: Record<string, Entry>;
  };
  if (lock.lockfileVersion !== 3 || lock.packages === undefined)
    throw new Error(`package-lock.json has form ${lock.lockfileVersion ?? '?'}; form 3 is read here`);
  return Object.entries(lock.packages).flatMap(([folder, entry]) => {
    const ours = entry.link === true || !folder.includes('node_modules/');
    return ours ? [] : [packageOf(folder, entry)];
  });
}

function packageOf(folder: string, entry: Entry): LockedPackage {
  return {
    folder,
    // Under an alias the folder has another name.
    name: entry.name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: entry.version ?? '',
    license: entry.license ?? '',
    integrity: entry.integrity,
    resolved: entry.resolved,
    hasInstallScript: entry.hasInstallScript === true,
    optional: Object.keys(entry.optionalDependencies ?? {}),
  };
}

/** A file of the repository. */
export const fileText = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
