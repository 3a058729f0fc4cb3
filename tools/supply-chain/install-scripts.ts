import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileText, type LockedPackage } from './lock.ts';
import { installScriptOf } from './script-contents.ts';

/** An install script that somebody has read. */
export interface ReadScript {
  /** Whether it runs here. */
  readonly runs: boolean;
  /** What it does, and why it may or need not run. */
  readonly why: string;
  /** Of the package, when it was read. */
  readonly version: string;
  /** See `InstallScript`. */
  readonly sha256: string;
}

export type ReadScripts = Readonly<Record<string, ReadScript>>;

/** All that somebody has read, by package. */
export const readScripts = (): ReadScripts =>
  JSON.parse(fileText('tools/supply-chain/install-scripts.json')) as ReadScripts;

/**
 * Holds the install scripts of all packages against those that somebody has read. What is installed here is looked at itself; of a package for
 * another machine its version has to be the one that was read.
 * @param root of the workspace
 * @returns what is wrong, a sentence for each package
 */
export function wrongScripts(packages: readonly LockedPackage[], read: ReadScripts, root: string): string[] {
  const names = new Set(packages.flatMap(({ name, optional }) => [name, ...optional]));
  const wrong = packages.flatMap(({ folder, name, version, hasInstallScript }) => {
    const installed = existsSync(join(root, folder, 'package.json'));
    const found = installed ? installScriptOf(join(root, folder)) : undefined;
    const known = read[name];
    if (installed ? found === undefined : !hasInstallScript && known === undefined) return [];
    if (known === undefined)
      return [`${name} ${version} has an install script that nobody has read${shown(found?.commands)}`];
    if (found === undefined)
      return known.version === version
        ? []
        : [`${name} ${version} has an install script that was read in ${known.version}`];
    return found.sha256 === known.sha256
      ? []
      : [
          `${name} ${version} has another install script than the one that was read in ${known.version}${shown(found.commands)}`,
        ];
  });
  const gone = Object.keys(read).filter((name) => !names.has(name));
  return [
    ...wrong,
    ...gone.map((name) => `${name} is on the list of install scripts, and no package any more`),
  ];
}

const shown = (commands: Readonly<Record<string, string>> | undefined): string =>
  commands === undefined ? '' : `: ${JSON.stringify(commands)}`;

/**
 * @param allowed `allowScripts` of package.json, by which npm runs scripts
 * @returns where it differs from what was decided
 */
export function wrongAllowances(allowed: Readonly<Record<string, boolean>>, read: ReadScripts): string[] {
  const names = new Set([...Object.keys(allowed), ...Object.keys(read)]);
  return [...names].flatMap((name) =>
    allowed[name] === read[name]?.runs
      ? []
      : [
          `allowScripts of package.json says ${allowed[name]} of ${name}, the list of install scripts ${read[name]?.runs}`,
        ],
  );
}
