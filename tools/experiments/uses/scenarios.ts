import { readFile } from 'node:fs/promises';
import { alarmAtOnce } from '@rookery/agent-conversation';
import { toScenario } from '@rookery/shared-scenario-rows';
import { ATTRIBUTE_KEYS, profileId, splitOf, type Profile, type Split } from '@rookery/shared-scenario';

/** A query of a person of whom everything can be asked. */
export interface Case {
  readonly query: string;
  readonly profile: Profile;
  /** The person. */
  readonly person: string;
}

/**
 * Queries of a file, spread over the people of one side of the split. What a row does not tell of a person (the published rows have no
 * history of self-harm) is put in as `not told`, so that no order loses a question on a gap of the file: simulated models go by which
 * facts are known, not by their values.
 */
export async function casesOf(file: string, split: Split, most: number): Promise<Case[]> {
  const byPerson = new Map<string, Case[]>();
  // An array of rows, as in the published file.
  const rows = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>[];
  for (const [index, row] of rows.entries()) {
    const outcome = toScenario(row, index + 1);
    if (!('scenario' in outcome)) continue;
    const { query, profile } = outcome.scenario;
    const person = profileId(profile);
    if (splitOf(person) !== split) continue;
    const whole = Object.fromEntries(ATTRIBUTE_KEYS.map((key) => [key, profile[key] ?? 'not told']));
    byPerson.set(person, [...(byPerson.get(person) ?? []), { query, profile: whole, person }]);
  }
  const chosen: Case[] = [];
  for (let round = 0; chosen.length < most; round++) {
    const some = [...byPerson.values()].flatMap((cases) => cases.slice(round, round + 1));
    if (some.length === 0) break;
    for (const one of some) {
      if (chosen.length >= most) break;
      // Somebody in danger is asked nothing.
      if (alarmAtOnce(one.query, undefined) === undefined) chosen.push(one);
    }
  }
  return chosen;
}
