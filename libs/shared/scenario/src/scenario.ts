import { contentHash } from './content-hash.ts';
import type { DomainOrUnknown } from './domains.ts';
import type { Profile } from './profile.ts';

/** Where a scenario comes from: what a real person wrote, a model's making, or this project's own. */
export const ORIGINS = ['real', 'synthetic', 'own'] as const;
export type Origin = (typeof ORIGINS)[number];

/** The content that makes a scenario what it is. */
export interface ScenarioContent {
  /** What the person asks, in their words; never empty. */
  readonly query: string;
  /** What led to the question; empty when nothing is known. */
  readonly background: string;
  readonly domain: DomainOrUnknown;
  /** Name of the situation it was made from, e.g. "Custody Battle"; empty when there was none. */
  readonly situation: string;
  readonly profile: Profile;
}

/** A query of a particular person: the unit of the benchmark. */
export interface Scenario extends ScenarioContent {
  /** `scenarioId` of the content. */
  readonly id: string;
  readonly origin: Origin;
  /** 1-based row of the file it was imported from. */
  readonly sourceRow: number;
}

/**
 * The id of a scenario: 32 hexadecimal digits of the SHA-256 of its content (see contentHash). Origin and source
 * row are left out, so the same row is the same scenario in every file, format and order, and importing it again
 * adds nothing.
 */
export function scenarioId({ query, background, domain, situation, profile }: ScenarioContent): string {
  return contentHash({ query, background, domain, situation, profile });
}
