import { currentCall, type Caller } from '@rookery/shared-runtime';

/** Between an owner and the name that it has given: `team~sleep`. No owner and no name has this sign in it. */
const BETWEEN = '~';

/**
 * What a library is kept under: each tenant has names of its own, so that nobody learns from a name that it is taken which others there
 * are. Of the platform without keys it is the name alone.
 * @param given as it stands in a resource name: `sleep`, the caller's own, or `team~sleep`, another's
 */
export function libraryKey(given: string, { name: owner }: Pick<Caller, 'name'>): string {
  if (given === '') return '';
  if (given.startsWith(BETWEEN)) return given.slice(BETWEEN.length);
  return given.includes(BETWEEN) || owner === '' ? given : `${owner}${BETWEEN}${given}`;
}

/** What a library is called towards a caller: the short name of its own, and another's with its owner. */
export function shownLibrary(key: string, caller = currentCall()?.caller): string {
  if (key === '' || caller === undefined) return key;
  if (isOwn(key, caller)) return titleOf(key);
  return key.includes(BETWEEN) ? key : `${BETWEEN}${key}`;
}

/** Whether a library is the caller's own. What is only readable to it, such as all others to an operator, is not. */
export function isOwn(key: string, { name }: Pick<Caller, 'name'>): boolean {
  const at = key.indexOf(BETWEEN);
  return (at < 0 ? '' : key.slice(0, at)) === name;
}

/** The name that its owner has given it. */
export function titleOf(key: string): string {
  return key.slice(key.indexOf(BETWEEN) + 1);
}
