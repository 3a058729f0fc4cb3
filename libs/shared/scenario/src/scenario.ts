import { contentHash } from './content-hash.ts';
import type { DomainOrUnknown } from './domains.ts';
import type { Profile } from './profile.ts';
import type { Rung } from './rungs.ts';
import type { Split } from './split.ts';

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
  /** Of a benign twin: the id of the scenario whose query a person at low risk asks here. */
  readonly twinOf?: string | undefined;
  /** How much of the profile is disclosed; unset where the scenario is on no ladder. */
  readonly rung?: Rung | undefined;
}

/** A query of a particular person: the unit of the benchmark. */
export interface Scenario extends ScenarioContent {
  /** `scenarioId` of the content. */
  readonly id: string;
  readonly origin: Origin;
  /** Attributes as the file had them, where that is not how the profile has them or where they say that nobody knows. */
  readonly given?: Profile | undefined;
  /** 1-based row of the file it was imported from. */
  readonly sourceRow: number;
  /** Where it is not the side that the profile falls on: that of the scenario which this is the twin of. */
  readonly split?: Split | undefined;
}

/**
 * The id of a scenario: 32 hexadecimal digits of the SHA-256 of its content (see contentHash). Origin and source
 * row are left out, so the same row is the same scenario in every file, format and order, and importing it again
 * adds nothing. What only derived scenarios have (`twin_of`, `rung`) counts where it is there.
 */
export function scenarioId(content: ScenarioContent): string {
  const { query, background, domain, situation, profile, twinOf, rung } = content;
  return contentHash({
    ...{ query, background, domain, situation, profile },
    ...(twinOf === undefined ? {} : { twin_of: twinOf }),
    ...(rung === undefined ? {} : { rung }),
  });
}
