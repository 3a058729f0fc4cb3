import { none, type Statistic } from '@rookery/benchmark-statistics';
import type { RatedTwice } from './confusion-table.ts';

const FLAT = 'One of the two gave the same rating throughout, so there is no correlation.';

/** Pearson's correlation over items that both rated. */
export function pearson(items: readonly RatedTwice[]): Statistic {
  const both = complete(items);
  const count = both.length;
  if (count < 2) return none('Fewer than two items were rated by both.');
  const meanX = both.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = both.reduce((sum, [, y]) => sum + y, 0) / count;
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of both) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  if (xx === 0 || yy === 0) return none(FLAT);
  return { value: Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy))) };
}

/** Spearman's rank correlation; equal ratings share the mean of their ranks. */
export function spearman(items: readonly RatedTwice[]): Statistic {
  const both = complete(items);
  const first = ranks(both.map(([x]) => x));
  const second = ranks(both.map(([, y]) => y));
  return pearson(first.map((rank, place) => [rank, second[place]] as const));
}

function complete(items: readonly RatedTwice[]): (readonly [number, number])[] {
  return items.filter(
    (item): item is readonly [number, number] => item[0] !== undefined && item[1] !== undefined,
  );
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, place) => place).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranked = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (let at = from; at <= to; at += 1) ranked[order[at] ?? 0] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranked;
}
