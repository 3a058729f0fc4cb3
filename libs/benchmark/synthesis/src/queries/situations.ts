import { readFileSync } from 'node:fs';
import { DOMAINS, type Domain } from '@rookery/shared-scenario';
import { parse } from 'yaml';
import { z } from 'zod';
import { profileNetwork, SCENARIO_NODE } from '../network/profile-network.ts';

/** What a person is in the middle of. */
export interface Situation {
  readonly name: string;
  readonly domain: Domain;
  /** The value of the network's root. */
  readonly scenario: string;
  /** In a sentence, for the model that writes queries. */
  readonly about: string;
}

/** The situations that ship with the project. */
export interface Situations {
  /** Counts up with every change. */
  readonly version: number;
  /** A domain after the other. */
  readonly situations: readonly Situation[];
}

let shipped: Situations | undefined;

/** They are read when they are first needed, as the network is. */
export function shippedSituations(): Situations {
  return (shipped ??= readSituations());
}

function readSituations(): Situations {
  const scenarios = profileNetwork().nodes.find(({ name }) => name === SCENARIO_NODE)?.values ?? [];
  const file = z.strictObject({
    version: z.number().int().min(1),
    situations: z
      .array(
        z.strictObject({
          name: z.string().min(3).max(100),
          domain: z.enum(DOMAINS.map(({ key }) => key)),
          scenario: z.enum(scenarios),
          about: z.string().min(20).max(300).endsWith('.'),
        }),
      )
      .refine(
        (all) => new Set(all.map(({ name }) => name.toLowerCase())).size === all.length,
        'two situations have one name',
      ),
  });
  return file.parse(parse(readFileSync(new URL('../../data/situations.yaml', import.meta.url), 'utf8')));
}
