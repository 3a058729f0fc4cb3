import type { AttributeKey } from './attributes.ts';
import { contentHash } from './content-hash.ts';

/**
 * What is known about a person: attribute to value in plain words. A missing attribute is unknown; a value is
 * never empty. Profiles hold health and self-harm history: they go into no log, error, metric or job row.
 */
export type Profile = Readonly<Partial<Record<AttributeKey, string>>>;

/** A profile under construction. */
export type MutableProfile = Partial<Record<AttributeKey, string>>;

/**
 * The key of a profile's values, 32 hexadecimal digits (see contentHash). Equal profiles are taken for one
 * person: intervals are clustered by this key, and the split between planning and evaluation goes by it.
 * Scenarios without any attribute share one key, which errs towards wider intervals.
 */
export function profileId(profile: Profile): string {
  return contentHash(profile);
}
