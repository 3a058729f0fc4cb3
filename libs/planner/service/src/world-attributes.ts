import { invalidArgument } from '@rookery/shared-errors';
import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';

const MOST = 64;
const FURTHER = 'attribute_';

/** The name of an attribute of a simulated world: the platform's ten, then `attribute_10` and so on. */
export function worldAttribute(index: number): string {
  return ATTRIBUTE_KEYS[index] ?? `${FURTHER}${index}`;
}

const NAMES = Array.from({ length: MOST }, (_, index) => worldAttribute(index));

/** A set of attributes of a world. @throws RookeryError INVALID_ARGUMENT naming the element and what is allowed */
export function worldMaskFromWire(field: string, names: readonly string[]): bigint {
  return names.reduce((mask, name, position) => {
    const index = NAMES.indexOf(name);
    if (index !== -1) return mask | (1n << BigInt(index));
    const allowed = `${ATTRIBUTE_KEYS.join(', ')} and ${FURTHER}10 to ${FURTHER}63`;
    throw invalidArgument(`${field}[${position}]`, `is no attribute of a world; allowed are ${allowed}`);
  }, 0n);
}
