import { describe, expect, it } from '@jest/globals';
import { LoadedLibraries } from './loaded-libraries.ts';

const DIMENSIONS = 8;

/** Some vectors of their own for a library. */
function fill(loaded: LoadedLibraries, library: string): number {
  const { vectors } = loaded.open(library, '0');
  const rows = Array.from({ length: 500 }, (_, number) => ({
    id: `${library}-${number}`,
    vector: Float32Array.from({ length: DIMENSIONS }, (__, place) => Math.sin(number * DIMENSIONS + place)),
  }));
  vectors.add(rows);
  loaded.makeRoom(library);
  return vectors.memory;
}

const sizes = (loaded: LoadedLibraries, libraries: readonly string[]): number[] =>
  libraries.map((library) => loaded.open(library, '0').vectors.size);

describe('LoadedLibraries', () => {
  const one = fill(new LoadedLibraries(Infinity), 'one');

  it('lets go of the library that was not used for longest', () => {
    const loaded = new LoadedLibraries(2 * one);
    fill(loaded, 'a');
    fill(loaded, 'b');
    loaded.open('a', '0');
    fill(loaded, 'c');
    expect(sizes(loaded, ['a', 'b', 'c'])).toEqual([500, 0, 500]);
    loaded.close();
  });

  it('keeps the one in use, even if it alone is too large', () => {
    const loaded = new LoadedLibraries(1);
    fill(loaded, 'a');
    expect(sizes(loaded, ['a'])).toEqual([500]);
    fill(loaded, 'b');
    expect(sizes(loaded, ['a', 'b'])).toEqual([0, 500]);
    loaded.close();
  });

  it('lets a search end that began before its library went', () => {
    const loaded = new LoadedLibraries(1);
    fill(loaded, 'a');
    const { vectors } = loaded.open('a', '0');
    const query = Float32Array.from({ length: DIMENSIONS }, (_, place) => Math.sin(place));
    const holds = [vectors.hold(), vectors.hold()];
    fill(loaded, 'b');
    holds[0]?.[Symbol.dispose]();
    holds[0]?.[Symbol.dispose]();
    expect(vectors.nearest(query, 1)).toMatchObject([{ id: 'a-0' }]);
    holds[1]?.[Symbol.dispose]();
    expect(() => vectors.nearest(query, 1)).toThrow();
    loaded.close();
  });

  it('begins anew when the library is another', () => {
    const loaded = new LoadedLibraries(Infinity);
    fill(loaded, 'a');
    expect(loaded.open('a', '1').vectors.size).toBe(0);
    loaded.close();
  });
});
