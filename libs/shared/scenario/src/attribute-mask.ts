import { ATTRIBUTE_KEYS, type AttributeKey } from './attributes.ts';
import type { Profile } from './profile.ts';

/**
 * A set of attributes as bits: bit i stands for the i-th attribute. bigint, because planners work with up to
 * 64 attributes and JavaScript's bitwise operators stop at 32.
 */
export type AttributeMask = bigint;

const BIT_OF: ReadonlyMap<AttributeKey, AttributeMask> = new Map(
  ATTRIBUTE_KEYS.map((key, index) => [key, 1n << BigInt(index)]),
);

/** The mask with every attribute. */
export const ALL_ATTRIBUTES: AttributeMask = (1n << BigInt(ATTRIBUTE_KEYS.length)) - 1n;

/** The set that holds exactly these attributes; repeating one changes nothing. */
export function maskOf(keys: Iterable<AttributeKey>): AttributeMask {
  let mask = 0n;
  for (const key of keys) mask |= BIT_OF.get(key) ?? 0n;
  return mask;
}

/** The attributes of a set in bit order. Throws a RangeError on a bit that stands for no attribute. */
export function attributesIn(mask: AttributeMask): AttributeKey[] {
  if (mask < 0n || mask > ALL_ATTRIBUTES) {
    throw new RangeError(`attribute mask is ${mask.toString()}, allowed are 0..${ALL_ATTRIBUTES.toString()}`);
  }
  return ATTRIBUTE_KEYS.filter((_, index) => ((mask >> BigInt(index)) & 1n) === 1n);
}

/** The attributes a profile gives, as a set. */
export function maskOfProfile(profile: Profile): AttributeMask {
  return maskOf(ATTRIBUTE_KEYS.filter((key) => profile[key] !== undefined));
}

/** The part of a profile that a set of attributes reveals; what the profile lacks stays missing. */
export function revealed(profile: Profile, mask: AttributeMask): Profile {
  const known: Partial<Record<AttributeKey, string>> = {};
  for (const key of attributesIn(mask)) {
    const value = profile[key];
    if (value !== undefined) known[key] = value;
  }
  return known;
}
