import { readFileSync } from 'node:fs';
import { DOMAINS, type Domain } from '@rookery/shared-scenario';
import { parse } from 'yaml';
import { z } from 'zod';
import { PROFILE_NETWORK, SCENARIO_NODE } from '../network/profile-network.ts';

/** What a person is in the middle of. */
export interface Situation {
  readonly name: string;
  readonly domain: Domain;
  /** The value of the network's root. */
  readonly scenario: string;
  /** In a sentence, for the model that writes queries. */
  readonly about: string;
}

const SCENARIOS = PROFILE_NETWORK.nodes.find(({ name }) => name === SCENARIO_NODE)?.values ?? [];

const file = z.strictObject({
  version: z.number().int().min(1),
  situations: z
    .array(
      z.strictObject({
        name: z.string().min(3).max(100),
        domain: z.enum(DOMAINS.map(({ key }) => key)),
        scenario: z.enum(SCENARIOS),
        about: z.string().min(20).max(300).endsWith('.'),
      }),
    )
    .refine(
      (all) => new Set(all.map(({ name }) => name.toLowerCase())).size === all.length,
      'two situations have one name',
    ),
});

const content = file.parse(
  parse(readFileSync(new URL('../../data/situations.yaml', import.meta.url), 'utf8')),
);

/** The situations that ship with the project, a domain after the other. */
export const SITUATIONS: readonly Situation[] = content.situations;
/** Counts up with every change. */
export const SITUATIONS_VERSION: number = content.version;
