import type { LockedPackage } from './lock.ts';

/**
 * What a package takes on another machine stands in the lock as well. npm leaves it out where the lock was made from installed packages,
 * and then `npm ci` on such a machine goes without it and says nothing.
 * @returns what is wrong, a sentence for each package that is missing
 */
export function missingForOthers(packages: readonly LockedPackage[]): string[] {
  const names = new Set(packages.map(({ name }) => name));
  return packages.flatMap(({ name, optional }) =>
    optional
      .filter((other) => !names.has(other))
      .map((other) => `${other}, which ${name} takes on its machine, is not in package-lock.json`),
  );
}
