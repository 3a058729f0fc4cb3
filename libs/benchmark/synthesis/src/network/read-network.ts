import { invalidArgument } from '@rookery/shared-errors';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Network, NetworkNode } from './network.ts';

const name = z.string().regex(/^[a-z][a-z_]{0,60}$/, 'is lower-case letters and underscores');
const value = z.string().trim().min(1).max(60);
const weights = z.record(value, z.number().min(0).max(1e6));
const valuesByNode = z.record(name, z.array(value).min(1));

const file = z.strictObject({
  version: z.number().int().min(1),
  nodes: z
    .array(
      z.strictObject({
        name,
        values: z.array(value).min(2).max(40),
        parents: z.array(name).max(4).default([]),
        weights,
        when: z.array(z.object({ times: weights }).catchall(z.array(value).min(1))).default([]),
      }),
    )
    .min(1)
    .max(30),
  rules: z
    .array(
      z
        .strictObject({
          name: z.string().min(1).max(200),
          of: valuesByNode,
          given: valuesByNode.default({}),
          below: z.number().min(0).max(1).optional(),
          times: z.number().min(1).optional(),
          than: z.strictObject({ of: valuesByNode.optional(), given: valuesByNode.optional() }).optional(),
        })
        .refine(
          ({ below, times, than }) => (below === undefined) === (times !== undefined && than !== undefined),
          'has either below, or times and than',
        ),
    )
    .default([]),
});

type FileNode = z.infer<typeof file>['nodes'][number];
type Condition = FileNode['when'][number];

/** A longer file is none, in characters. */
const LONGEST = 200_000;
/** Chances in one table. */
const LARGEST_TABLE = 200_000;

/**
 * Reads a network, see the head of profile-network.yaml.
 * @throws RookeryError INVALID_ARGUMENT (network) naming the node, the value and what is allowed
 */
export function readNetwork(text: string): Network {
  if (text.length > LONGEST) throw wrong(`has ${text.length} characters, at most ${LONGEST} are read`);
  const { version, nodes, rules } = parsed(text);
  const read: NetworkNode[] = [];
  for (const node of nodes) read.push(nodeOf(node, read));
  const byName = new Map(read.map((node) => [node.name, node]));
  for (const rule of rules) {
    for (const named of [rule.of, rule.given, rule.than?.of ?? {}, rule.than?.given ?? {}]) {
      checkValues(`rule "${rule.name}"`, named, byName);
    }
  }
  return { version, nodes: read, rules };
}

function parsed(text: string): z.infer<typeof file> {
  let content: unknown;
  try {
    content = parse(text, { maxAliasCount: 0 });
  } catch (cause) {
    throw wrong(`is not YAML: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const result = file.safeParse(content);
  if (result.success) return result.data;
  throw wrong(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

function nodeOf(node: FileNode, before: readonly NetworkNode[]): NetworkNode {
  const { values } = node;
  if (before.some((other) => other.name === node.name)) throw wrong(`${node.name}: is there twice`);
  if (new Set(values).size < values.length) throw wrong(`${node.name}: has a value twice`);
  const parents = node.parents.map((parent) => {
    const at = before.findIndex((other) => other.name === parent);
    if (at === -1) throw wrong(`${node.name}: its parent ${parent} is no node before it`);
    return at;
  });
  if (new Set(parents).size < parents.length) throw wrong(`${node.name}: has a parent twice`);
  const own = new Set(values);
  const missing = values.filter((one) => node.weights[one] === undefined);
  if (missing.length > 0) throw wrong(`${node.name}: has no weight for ${missing.join(', ')}`);
  for (const given of [node.weights, ...node.when.map(({ times }) => times)]) {
    const strange = Object.keys(given).find((one) => !own.has(one));
    if (strange !== undefined) throw wrong(`${node.name}: ${strange} is none of its values`);
  }
  const parentNodes = new Map(
    parents.flatMap((at) => before.slice(at, at + 1)).map((one) => [one.name, one]),
  );
  for (const condition of node.when) checkValues(`${node.name}, when`, conditionsOf(condition), parentNodes);
  return { name: node.name, values, parents, table: tableOf(node, [...parentNodes.values()]) };
}

function conditionsOf({ times: _, ...conditions }: Condition): Record<string, string[]> {
  return conditions;
}

function tableOf(node: FileNode, parents: readonly NetworkNode[]): Float64Array {
  const rows = parents.reduce((product, { values }) => product * values.length, 1);
  const width = node.values.length;
  if (rows * width > LARGEST_TABLE) {
    throw wrong(`${node.name}: needs a table of ${rows * width} chances, at most ${LARGEST_TABLE} are kept`);
  }
  const table = new Float64Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    const given = valuesOfRow(row, parents);
    const holding = node.when.filter((condition) =>
      Object.entries(conditionsOf(condition)).every(([parent, allowed]) =>
        allowed.includes(given.get(parent) ?? ''),
      ),
    );
    const weighed = node.values.map((one) =>
      holding.reduce((product, { times }) => product * (times[one] ?? 1), node.weights[one] ?? 0),
    );
    const sum = weighed.reduce((total, weight) => total + weight, 0);
    if (!(sum > 0 && Number.isFinite(sum))) {
      throw wrong(
        `${node.name}: no value is possible for ${[...given].map((pair) => pair.join(' ')).join(', ')}`,
      );
    }
    weighed.forEach((weight, at) => (table[row * width + at] = weight / sum));
  }
  return table;
}

function valuesOfRow(row: number, parents: readonly NetworkNode[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  let rest = row;
  for (const { name: parent, values } of parents.toReversed()) {
    given.set(parent, values[rest % values.length] ?? '');
    rest = Math.floor(rest / values.length);
  }
  return given;
}

function checkValues(
  where: string,
  named: Readonly<Record<string, readonly string[]>>,
  nodes: ReadonlyMap<string, NetworkNode>,
): void {
  for (const [node, values] of Object.entries(named)) {
    const known = nodes.get(node)?.values;
    if (known === undefined) throw wrong(`${where}: ${node} is none of ${[...nodes.keys()].join(', ')}`);
    const strange = values.find((one) => !known.includes(one));
    if (strange !== undefined) throw wrong(`${where}: ${strange} is no value of ${node}`);
  }
}

const wrong = (sentence: string): Error => invalidArgument('network', sentence);
