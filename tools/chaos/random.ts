/** One of several, each as likely as the others. */
export function oneOf<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('there is nothing to choose from');
  return item;
}

/** A number from `least` to `most`. */
export const between = (least: number, most: number, random: () => number): number =>
  least + (most - least) * random();
