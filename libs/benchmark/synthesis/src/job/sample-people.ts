import { drawsOf } from '@rookery/benchmark-statistics';
import type { SynthesisSpec } from '@rookery/shared-contracts';
import { asRookeryError, invalidArgument } from '@rookery/shared-errors';
import { ATTRIBUTE_KEYS, domainFromWire, isAttributeKey, type Profile } from '@rookery/shared-scenario';
import type { ValuesByNode } from '../network/network.ts';
import { profileNetwork, SCENARIO_NODE } from '../network/profile-network.ts';
import { sampler, type Draw } from '../network/sampler.ts';
import { shippedSituations, type Situation } from '../queries/situations.ts';

/** A person in a situation, for whom queries are to be written. */
export interface Person {
  readonly situation: Situation;
  readonly profile: Profile;
}

const PROFILES_PER_SITUATION = 7;

/** The evidence that a synthesis gives, by node. @throws RookeryError INVALID_ARGUMENT (spec.given) */
export function evidenceIn({ given }: Pick<SynthesisSpec, 'given'>): ValuesByNode {
  return Object.fromEntries(
    Object.entries(given).map(([attribute, allowed]) => {
      if (!isAttributeKey(attribute)) {
        throw invalidArgument(
          'spec.given',
          `has an unknown attribute, known are ${ATTRIBUTE_KEYS.join(', ')}`,
        );
      }
      return [attribute, allowed.values];
    }),
  );
}

/**
 * The people of a synthesis: profiles from the network in the light of each situation and what is given, situations taking turns, so
 * that any number is spread as evenly as can be. The same spec samples the same people.
 * @throws RookeryError INVALID_ARGUMENT (spec.domains, spec.given)
 */
export function samplePeople(spec: SynthesisSpec): readonly Person[] {
  const domains = spec.domains.map((domain, index) => domainFromWire(`spec.domains[${index}]`, domain));
  const situations = shippedSituations().situations.filter(
    ({ domain }) => domains.length === 0 || domains.includes(domain),
  );
  const count = spec.profiles === 0 ? situations.length * PROFILES_PER_SITUATION : spec.profiles;
  const evidence = evidenceIn(spec);
  const draws = drawsOf(spec.seed);
  const samplers = new Map<string, (of: typeof draws) => Draw>();
  const turns = inTurns(situations);
  return Array.from({ length: count }, (_person, number) => {
    const situation = turns[number % turns.length];
    if (situation === undefined) throw invalidArgument('spec.domains', 'leaves no situation');
    const { scenario } = situation;
    const sample = samplers.get(scenario) ?? samplerIn(scenario, evidence);
    samplers.set(scenario, sample);
    const { [SCENARIO_NODE]: _scenario, ...profile } = sample(draws);
    return { situation, profile };
  });
}

function samplerIn(scenario: string, evidence: ValuesByNode): ReturnType<typeof sampler> {
  try {
    return sampler(profileNetwork(), { ...evidence, [SCENARIO_NODE]: [scenario] });
  } catch (caught) {
    throw invalidArgument('spec.given', asRookeryError(caught).message.replace(/^evidence: /, ''));
  }
}

/** One situation of each domain after the other, so that a small number meets all domains. */
function inTurns(situations: readonly Situation[]): readonly Situation[] {
  const domains = [...Map.groupBy(situations, ({ domain }) => domain).values()];
  const most = Math.max(0, ...domains.map(({ length }) => length));
  return Array.from({ length: most }, (_, round) =>
    domains.flatMap((one) => one.slice(round, round + 1)),
  ).flat();
}
