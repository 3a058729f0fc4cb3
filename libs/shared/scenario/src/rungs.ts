import { ATTRIBUTES, type AttributeGroup } from './attributes.ts';
import type { MutableProfile, Profile } from './profile.ts';

/**
 * The ladder of disclosure: how much of a person an answer given with context is based on. Each rung shows what the ones before it
 * show and one group of attributes more; the judge sees everything on every rung.
 */
export const RUNGS = ['nothing', 'demographic', 'health', 'all'] as const;
export type Rung = (typeof RUNGS)[number];

/** Whether a text names a rung; exact spelling. */
export function isRung(text: string): text is Rung {
  return (RUNGS as readonly string[]).includes(text);
}

const SHOWN: Readonly<Record<Rung, readonly AttributeGroup[]>> = {
  nothing: [],
  demographic: ['demographic'],
  health: ['demographic', 'health'],
  all: ['demographic', 'health', 'emotional'],
};

/** The part of a profile that a rung shows; all of it where there is no ladder. */
export function disclosed(profile: Profile, rung: Rung | undefined): Profile {
  if (rung === undefined) return profile;
  const shown: MutableProfile = {};
  for (const { key, group } of ATTRIBUTES) {
    const value = profile[key];
    if (value !== undefined && SHOWN[rung].includes(group)) shown[key] = value;
  }
  return shown;
}
