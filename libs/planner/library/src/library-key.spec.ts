import { describe, expect, it } from '@jest/globals';
import { isOwn, libraryKey, shownLibrary, titleOf } from './library-key.ts';

const ANNA = { name: 'anna', operator: false };
const OLGA = { name: 'olga', operator: true };
const PLATFORM = { name: '', operator: true };

describe('the name of a library', () => {
  it.each([
    [ANNA, 'sleep', 'anna~sleep'],
    [ANNA, 'bob~sleep', 'bob~sleep'],
    [OLGA, 'sleep', 'olga~sleep'],
    [OLGA, '~sleep', 'sleep'],
    [PLATFORM, 'sleep', 'sleep'],
    [PLATFORM, '', ''],
  ])('means to %j by %j the library %j, and is shown so', (caller, given, key) => {
    expect(libraryKey(given, caller)).toBe(key);
    expect(shownLibrary(key, caller)).toBe(given);
  });

  it.each([ANNA, OLGA, PLATFORM])('is never that of another by its short form: %j', (caller) => {
    const key = libraryKey('sleep', caller);
    expect(isOwn(key, caller)).toBe(true);
    expect(titleOf(key)).toBe('sleep');
    for (const other of [ANNA, OLGA, PLATFORM]) if (other !== caller) expect(isOwn(key, other)).toBe(false);
  });
});
