import { scenarioId, type Domain, type Profile, type ScenarioContent } from '@rookery/shared-scenario';
import type { Keys } from '@rookery/shared-sealing';
import { sealed, type Contents } from './contents.ts';

/** What is known of a person of a synthesis. */
export interface PersonWords {
  readonly situation: string;
  readonly scenario: string;
  readonly profile: Profile;
}

/** A query that was kept, as it stands in the data set; and by the id of that, in the synthesis. */
export function madeScenario(made: {
  readonly query: string;
  readonly domain: Domain;
  readonly situation: string;
  readonly profile: Profile;
}): ScenarioContent & { readonly id: string } {
  const content = { ...made, background: '' };
  return { ...content, id: scenarioId(content) };
}

/** The id of the key of a person of a synthesis and of all that was written for them. */
export function personKeyId(job: string, piece: number): string {
  return `${job}/${piece}`;
}

/** @param key undefined: they lie as they are */
export function personColumns(
  words: PersonWords,
  id: string,
  key: Buffer | undefined,
): PersonWords & { readonly sealed: Buffer | null } {
  if (key === undefined) return { ...words, sealed: null };
  const { situation, scenario, profile } = words;
  const text = JSON.stringify({ situation, scenario, profile });
  return { situation: '', scenario: '', profile: {}, sealed: sealed(text, 'person', id, key) };
}

/** @returns undefined: they were erased, and came back with an older copy of the database */
export function openedPerson(
  row: PersonWords & { readonly sealed: Buffer | null },
  id: string,
  contents: Contents,
  keys: Keys,
): PersonWords | undefined {
  const { situation, scenario, profile, sealed: bytes } = row;
  if (bytes === null) return { situation, scenario, profile };
  const plain = contents.opened(bytes, 'person', id, keys);
  return plain && (JSON.parse(plain.toString()) as PersonWords);
}

/** @param key undefined: it lies as it is */
export function queryColumns(
  { query, vector }: { readonly query: string; readonly vector: Buffer | null },
  id: string,
  key: Buffer | undefined,
): { readonly query: string; readonly vector: Buffer | null; readonly sealed: Buffer | null } {
  if (key === undefined) return { query, vector, sealed: null };
  return {
    query: '',
    vector: vector === null ? null : sealed(vector, 'vector', id, key),
    sealed: sealed(query, 'query', id, key),
  };
}

/** Empty for one that was erased, and came back with an older copy of the database. */
export function openedQuery(
  row: { readonly query: string; readonly sealed: Buffer | null },
  id: string,
  contents: Contents,
  keys: Keys,
): string {
  return contents.text(row.sealed, row.query, 'query', id, keys);
}

/** Null where there is none, or it was erased. */
export function openedVector(
  row: { readonly vector: Buffer | null; readonly sealed: Buffer | null },
  id: string,
  contents: Contents,
  keys: Keys,
): Buffer | null {
  if (row.vector === null || row.sealed === null) return row.vector;
  return contents.opened(row.vector, 'vector', id, keys) ?? null;
}
