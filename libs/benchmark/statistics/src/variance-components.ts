/**
 * Values that share everything but chance: the innermost group, with the path of keys that leads to it, from the outermost
 * (person) inwards (query, answer).
 */
export interface InnerGroup {
  readonly path: readonly string[];
  readonly count: number;
  readonly total: number;
  readonly squares: number;
}

/** Where the variance of a score comes from. */
export interface VarianceComponents {
  /** A variance for each level of the path and, last, for what differs within the innermost group; none is below 0. */
  readonly components: readonly number[];
  /** Before negative ones became 0: below 0 means that the level adds less than chance lets one see. */
  readonly raw: readonly number[];
  /** Number of groups at each level and, last, of values. */
  readonly groups: readonly number[];
}

/** What the components follow from; level 0 is everything, level k the groups of k keys, the last the single values. */
export interface NestedSums {
  /** Number of groups at each level. */
  readonly groups: readonly number[];
  /** Sum over groups of the squared total over the size, at each level; of single values, of their squares. */
  readonly squares: readonly number[];
  /** `[outer][inner]`: sum over groups v of the inner level of n_v^2 / n_u, where u is the outer group that holds v. */
  readonly weights: readonly (readonly number[])[];
}

/**
 * Components of variance of a nested design by analysis of variance (Henderson's method I for nested data; Searle, Casella and
 * McCulloch, Variance components, 1992, chapter 5): the sum of squares of each level is set equal to what it is expected
 * to be, for groups of any sizes. For equal sizes, and where no component is negative, it is also what REML gives.
 *
 * With the path person, query, answer and values that are verdicts of one answer by one judge, the last component is the
 * judge's own noise. Where there is one verdict an answer, use the path person, query: the last is then answer and judge together.
 *
 * @param groups at least one, with paths of one length
 * @param names of the levels of the path, in the singular, for sentences
 * @returns the reason where a level has no freedom: no person with two queries, no query with two answers
 */
export function varianceComponents(
  groups: readonly InnerGroup[],
  names: readonly string[],
): VarianceComponents | { readonly because: string } {
  return componentsFrom(nestedSums(groups, names.length), names);
}

/** The components from sums, for where a database adds up. */
export function componentsFrom(
  { groups, squares, weights }: NestedSums,
  names: readonly string[],
): VarianceComponents | { readonly because: string } {
  const last = groups.length - 1;
  for (let level = 1; level <= last; level += 1) {
    if ((groups[level] ?? 0) <= (groups[level - 1] ?? 0)) {
      const inner = names[level - 1] ?? 'value';
      const outer = level === 1 ? 'data set' : (names[level - 2] ?? '');
      return { because: `No ${outer} has a second ${inner}, so how they differ cannot be told.` };
    }
  }
  const raw = new Array<number>(last).fill(0);
  for (let level = last; level >= 1; level -= 1) {
    let rest = (squares[level] ?? 0) - (squares[level - 1] ?? 0);
    for (let inner = level + 1; inner <= last; inner += 1) {
      rest -= (raw[inner - 1] ?? 0) * coefficient(weights, level, inner);
    }
    raw[level - 1] = rest / coefficient(weights, level, level);
  }
  return { components: raw.map((one) => Math.max(0, one)), raw, groups: groups.slice(1) };
}

/** The sums of groups that are at hand, with paths of `levels` keys. */
export function nestedSums(groups: readonly InnerGroup[], levels: number): NestedSums {
  const values = sumOf(groups, ({ count }) => count);
  const nodes = Array.from({ length: levels + 1 }, (_, level) => gathered(groups, level));
  return {
    groups: [...nodes.map((level) => level.size), values],
    squares: [
      ...nodes.map((level) => sumOf(level.values(), ({ count, total }) => (total * total) / count)),
      sumOf(groups, ({ squares }) => squares),
    ],
    weights: weightsOf(values, nodes, levels),
  };
}

interface Node {
  count: number;
  total: number;
}

const SEPARATOR = '\u0000';

function gathered(groups: readonly InnerGroup[], level: number): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const { path, count, total } of groups) {
    const key = path.slice(0, level).join(SEPARATOR);
    const node = nodes.get(key) ?? { count: 0, total: 0 };
    nodes.set(key, { count: node.count + count, total: node.total + total });
  }
  return nodes;
}

function weightsOf(
  values: number,
  nodes: readonly ReadonlyMap<string, Node>[],
  levels: number,
): readonly (readonly number[])[] {
  const size = (level: number, key: string): number => nodes[level]?.get(key)?.count ?? Number.NaN;
  return Array.from({ length: levels + 2 }, (_, outer) =>
    Array.from({ length: levels + 2 }, (_unused, inner) => {
      if (inner <= outer) return values;
      // Single values: each group u adds n_u / n_u.
      if (inner === levels + 1) return nodes[outer]?.size ?? values;
      return sumOf(nodes[inner]?.entries() ?? [], ([key, { count }]) => {
        const parent = key.split(SEPARATOR).slice(0, outer).join(SEPARATOR);
        return (count * count) / size(outer, outer === 0 ? '' : parent);
      });
    }),
  );
}

/** How often the component of `inner` is expected in the sum of squares of `level`. */
function coefficient(weights: readonly (readonly number[])[], level: number, inner: number): number {
  return (weights[level]?.[inner] ?? 0) - (weights[level - 1]?.[inner] ?? 0);
}

function sumOf<Item>(items: Iterable<Item>, value: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum;
}
