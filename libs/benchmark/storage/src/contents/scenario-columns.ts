import { profileId, splitOf, type Profile, type Scenario } from '@rookery/shared-scenario';
import { storableText } from '../storable-text.ts';
import type { ScenarioTable } from '../tables.ts';
import type { Keys } from '@rookery/shared-sealing';
import { sealed, type Contents } from './contents.ts';

/** What of a scenario is about a person. */
export interface ScenarioWords {
  readonly query: string;
  readonly background: string;
  readonly situation: string;
  readonly profile: Profile;
  readonly given: Profile | null;
}

/** The columns that hold the words, or stand for them where they are sealed. */
export type WordColumns = Pick<
  ScenarioTable,
  | 'query'
  | 'background'
  | 'situation'
  | 'profile'
  | 'given'
  | 'profile_key'
  | 'sealed'
  | 'asked'
  | 'query_length'
  | 'profile_length'
>;

/** The words of a scenario as the database can keep them, and the side of the split that they fall on. */
export function storableWords(scenario: Scenario): ScenarioWords {
  return {
    query: storableText(scenario.query),
    background: storableText(scenario.background),
    situation: storableText(scenario.situation),
    profile: storable(scenario.profile),
    given: scenario.given === undefined ? null : storable(scenario.given),
  };
}

/**
 * The words as they are stored. Of sealed ones there stays what is asked without them: which scenarios are of one person, which of those
 * ask the same, and how long prompts get.
 * @param key undefined: they lie as they are
 */
export function wordColumns(
  { query, background, situation, profile, given }: ScenarioWords,
  id: string,
  key: Buffer | undefined,
  contents: Contents,
): WordColumns {
  // Nothing but these, whatever else is in the row that they come from: the rest may change while they are sealed.
  const words: ScenarioWords = { query, background, situation, profile, given };
  const profile_key = contents.profileKey(profile);
  if (key === undefined) {
    return { ...words, profile_key, sealed: null, asked: null, query_length: null, profile_length: null };
  }
  return {
    ...NO_WORDS,
    profile_key,
    sealed: sealed(JSON.stringify(words), 'scenario', id, key),
    asked: contents.asked(query, background),
    query_length: charactersIn(query),
    profile_length: lengthOfJsonb(profile),
  };
}

/** Where a scenario falls by its own profile. */
export function splitOfWords({ profile }: ScenarioWords): ReturnType<typeof splitOf> {
  return splitOf(profileId(profile));
}

const NO_WORDS = { query: '', background: '', situation: '', profile: {}, given: null } as const;

/** A row with its words; undefined for one that was erased and came back with an older copy of the database. */
export function openedScenario<Row extends Pick<ScenarioTable, keyof ScenarioWords | 'id' | 'sealed'>>(
  row: Row,
  contents: Contents,
  keys: Keys,
): (Row & ScenarioWords) | undefined {
  if (row.sealed === null) return row;
  const plain = contents.opened(row.sealed, 'scenario', row.id, keys);
  return plain && { ...row, ...(JSON.parse(plain.toString()) as ScenarioWords) };
}

function storable(profile: Profile): Profile {
  return Object.fromEntries(Object.entries(profile).map(([key, value]) => [key, storableText(value)]));
}

/** As the database counts: code points. */
function charactersIn(text: string): number {
  return Array.from(text).length;
}

/** Of the profile as PostgreSQL writes it, with a space after each colon and comma. */
function lengthOfJsonb(profile: Profile): number {
  const members = Object.keys(profile).length;
  return charactersIn(JSON.stringify(profile)) + Math.max(0, 2 * members - 1);
}
