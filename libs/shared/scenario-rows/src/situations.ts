import { isDomain, type Domain, type DomainOrUnknown } from '@rookery/shared-scenario';
import situations from '../data/situations.json' with { type: 'json' };

const folded = (text: string): string => text.trim().toLowerCase();

const DOMAIN_OF_SITUATION: ReadonlyMap<string, Domain> = new Map(
  Object.entries(situations).flatMap(([domain, names]) =>
    isDomain(domain) ? names.map((name): [string, Domain] => [folded(name), domain]) : [],
  ),
);

/** The domain that a text names, in any case; undefined when it names none. */
export function domainNamed(text: string): Domain | undefined {
  const name = folded(text);
  return isDomain(name) ? name : undefined;
}

/** The domain of a situation of the published data, in any case. */
export function domainOfSituation(situation: string): DomainOrUnknown {
  return DOMAIN_OF_SITUATION.get(folded(situation)) ?? 'unknown';
}
