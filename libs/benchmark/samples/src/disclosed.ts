import type { MutableProfile, Profile } from '@rookery/shared-scenario';
import type { RunSettings } from './run-settings.ts';

/**
 * The part of a profile that a sample of the status `disclosed` is told.
 * @param repetition from 1: the number of the disclosure
 */
export function disclosedPart(
  { disclosures = [] }: Pick<RunSettings, 'disclosures'>,
  scenario: { readonly id: string; readonly profile: Profile },
  repetition: number,
): Profile {
  const disclosure = disclosures[repetition - 1];
  if (disclosure === undefined) throw new RangeError(`repetition: ${repetition} has no disclosure`);
  const told: MutableProfile = {};
  for (const attribute of disclosure.scenarios?.[scenario.id] ?? disclosure.attributes) {
    const value = scenario.profile[attribute];
    if (value !== undefined) told[attribute] = value;
  }
  return told;
}
