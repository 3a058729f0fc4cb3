/**
 * Takes `limit` items, as many from each group as from any other as far as the groups go; in the given order
 * within a group.
 * @param limit 0: all
 */
export function spreadEvenly<T>(items: readonly T[], groupOf: (item: T) => unknown, limit: number): T[] {
  if (limit === 0 || items.length <= limit) return [...items];
  const groups = [...Map.groupBy(items, groupOf).values()];
  const taken: T[] = [];
  for (let round = 0; taken.length < limit; round += 1) {
    for (const group of groups) {
      const item = group[round];
      if (item !== undefined && taken.length < limit) taken.push(item);
    }
  }
  return taken;
}
