import { invalidArgument } from '@rookery/shared-errors';
import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';
import { checkedCost } from '@rookery/planner-planning';

const MOST = 64;
const FURTHER = 'attribute_';

/** The name of an attribute of a simulated world: the platform's ten, then `attribute_10` and so on. */
export function worldAttribute(index: number): string {
  return ATTRIBUTE_KEYS[index] ?? `${FURTHER}${index}`;
}

const NAMES = Array.from({ length: MOST }, (_, index) => worldAttribute(index));

/** A set of attributes of a world. @throws RookeryError INVALID_ARGUMENT naming the element and what is allowed */
export function worldMaskFromWire(field: string, names: readonly string[]): bigint {
  return names.reduce(
    (mask, name, position) => mask | (1n << BigInt(indexOf(`${field}[${position}]`, name))),
    0n,
  );
}

/**
 * What asking costs, by index, up to the last attribute that is named; empty where everything is free.
 * @throws RookeryError INVALID_ARGUMENT naming the attribute
 */
export function worldCostsFromWire(field: string, given: Readonly<Record<string, number>>): number[] {
  const costs: number[] = [];
  for (const [name, cost] of Object.entries(given)) {
    costs[indexOf(`${field}.${name}`, name)] = checkedCost(`${field}.${name}`, cost);
  }
  return Array.from(costs, (cost) => cost ?? 0);
}

function indexOf(field: string, name: string): number {
  const index = NAMES.indexOf(name);
  if (index !== -1) return index;
  const allowed = `${ATTRIBUTE_KEYS.join(', ')} and ${FURTHER}10 to ${FURTHER}63`;
  throw invalidArgument(field, `is no attribute of a world; allowed are ${allowed}`);
}
