import type { LockedPackage } from './lock.ts';

const VERSION = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;
/** Of SHA-2 with 512 bits: nothing shorter is taken. */
const INTEGRITY = /^sha512-[A-Za-z0-9+/]{86}==(?:\s|$)/;

/**
 * Packages come from the registry, and are what they were when somebody looked. The lock says so by saying no more than name, version and
 * hash: an address stands in it only for what comes from elsewhere (`omit-lockfile-registry-resolved` in .npmrc).
 * @returns what is wrong, a sentence for each package
 */
export function wrongOrigins(packages: readonly LockedPackage[]): string[] {
  return packages.flatMap(({ folder, version, integrity, resolved }) => {
    if (resolved !== undefined)
      return [`${folder} comes from ${resolved}, and not from the registry by its name`];
    if (!VERSION.test(version))
      return [`${folder} has the version "${version}", which is none of a registry`];
    if (integrity === undefined)
      return [`${folder} has no hash: whatever is served under ${version} would be taken`];
    return INTEGRITY.test(integrity) ? [] : [`${folder} has the hash ${integrity}, which is no SHA-512`];
  });
}
