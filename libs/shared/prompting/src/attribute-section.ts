/** Sections that hold what is known about a person, one attribute a line: `age: 25-34`. */
import {
  ATTRIBUTE_KEYS,
  isAttributeKey,
  type AttributeKey,
  type MutableProfile,
  type Profile,
} from '@rookery/shared-scenario';
import { escapeLine, unescapeText } from './escape.ts';
import { rawSection, sealedName, taggedLines } from './section.ts';
import { showHidden } from './visible.ts';

/** `known`: what the one who answers may know. `profile`: the whole person, for the judge alone. */
export type AttributeSectionName = 'known' | 'profile';

const SEPARATOR = ': ';

/** A section with the attributes of a profile, in their fixed order; empty when nothing is known. */
export function attributeSection(name: AttributeSectionName, profile: Profile): string {
  return taggedLines(name, attributeLines(profile, escapeLine));
}

/** The same as a section of material that may be hostile, see `sealedSection`. */
export function sealedAttributeSection(name: AttributeSectionName, profile: Profile, seal: string): string {
  const shown = (value: string): string => showHidden(escapeLine(value));
  return taggedLines(sealedName(name, seal), attributeLines(profile, shown));
}

function attributeLines(profile: Profile, escape: (value: string) => string): string {
  return ATTRIBUTE_KEYS.flatMap((key) => {
    const value = profile[key];
    return value === undefined ? [] : [`${key}${SEPARATOR}${escape(value)}`];
  }).join('\n');
}

/**
 * The attributes of a section exactly as they were given, or undefined when the prompt has no such section.
 * Lines that name no attribute are passed over.
 */
export function readAttributes(prompt: string, name: AttributeSectionName): Profile | undefined {
  const raw = rawSection(prompt, name);
  if (raw === undefined) return undefined;
  const profile: MutableProfile = {};
  for (const line of raw.split('\n')) {
    const at = line.indexOf(SEPARATOR);
    const key = line.slice(0, Math.max(at, 0));
    if (isAttributeKey(key)) profile[key] = unescapeText(line.slice(at + SEPARATOR.length));
  }
  return profile;
}

/** A section that lists attributes by name, one a line, in the given order: the candidates of a choice. */
export function attributeListSection(name: 'candidates', keys: readonly AttributeKey[]): string {
  return taggedLines(name, keys.join('\n'));
}

/** The attributes of such a section in their order, or undefined when the prompt has no such section. */
export function readAttributeList(prompt: string, name: 'candidates'): AttributeKey[] | undefined {
  return rawSection(prompt, name)?.split('\n').filter(isAttributeKey);
}
