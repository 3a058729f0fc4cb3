/**
 * Groups of items that cannot be told apart, as letters: two items share a letter exactly when they were not found to differ
 * (the compact letter display of Piepho, J. of Computational and Graphical Statistics 13, 2004, by insertion and absorption).
 * An item may have several letters: a, ab and b say that the first and the last differ and the one in between is like both.
 *
 * @param count number of items, best first
 * @param differs whether two of them, by their numbers, were found to differ; asked for i < j
 * @returns the letters of each item, in order; groups are named by their first item, a to z, then aa, ab, ...; undefined where
 *   there would be more than 100 groups, which no letters make readable
 */
export function lettersOf(count: number, differs: (i: number, j: number) => boolean): string[][] | undefined {
  let groups: ReadonlySet<number>[] =
    count === 0 ? [] : [new Set(Array.from({ length: count }, (_, i) => i))];
  for (let i = 0; i < count; i += 1) {
    for (let j = i + 1; j < count; j += 1) {
      if (!differs(i, j)) continue;
      // A group with both is split; what is left of it may lie within another. The others stay as they are: none lies in a part of
      // a group that it did not lie in.
      const kept = groups.filter((group) => !(group.has(i) && group.has(j)));
      const parts = groups
        .filter((group) => group.has(i) && group.has(j))
        .flatMap((group) => [without(group, i), without(group, j)]);
      groups = [...kept, ...absorbed(parts, kept)];
      if (groups.length > MOST_GROUPS) return undefined;
    }
  }
  const named = groups
    .map((group) => [...group].sort((a, b) => a - b))
    .sort((a, b) => compareMembers(a, b))
    .map((members, place) => ({ members, letter: letterAt(place) }));
  return Array.from({ length: count }, (_, item) =>
    named.filter(({ members }) => members.includes(item)).map(({ letter }) => letter),
  );
}

const MOST_GROUPS = 100;

function without(group: ReadonlySet<number>, item: number): ReadonlySet<number> {
  return new Set([...group].filter((one) => one !== item));
}

/** The parts that lie neither within another of them nor within a group that was kept. */
function absorbed(
  parts: readonly ReadonlySet<number>[],
  kept: readonly ReadonlySet<number>[],
): ReadonlySet<number>[] {
  return parts.filter(
    (part, place) =>
      !kept.some((group) => part.isSubsetOf(group)) &&
      !parts.some(
        (other, at) => at !== place && part.isSubsetOf(other) && (part.size < other.size || at < place),
      ),
  );
}

function compareMembers(a: readonly number[], b: readonly number[]): number {
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    const difference = (a[place] ?? -1) - (b[place] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function letterAt(place: number): string {
  const letter = String.fromCharCode(97 + (place % 26));
  return place < 26 ? letter : letterAt(Math.floor(place / 26) - 1) + letter;
}
