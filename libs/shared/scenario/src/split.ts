/**
 * The side of the split a profile falls on: paths are planned from `library` profiles and
 * evaluated on `evaluation` profiles, so that no person is met in both.
 */
export type Split = 'library' | 'evaluation';

/** The share of profiles that may feed the path library. */
export const LIBRARY_SHARE = 0.2;

/**
 * The side a profile falls on: `library` when the first 32 bits of its id, read as a fraction of 2^32, are below
 * LIBRARY_SHARE. Depends on nothing else, so a profile is on the same side in every data set, on every machine.
 * Throws a RangeError when the id does not start with eight hexadecimal digits.
 */
export function splitOf(profileId: string): Split {
  if (!/^[0-9a-f]{8}/.test(profileId)) throw new RangeError('profile id must be hexadecimal');
  const fraction = Number.parseInt(profileId.slice(0, 8), 16) / 2 ** 32;
  return fraction < LIBRARY_SHARE ? 'library' : 'evaluation';
}
