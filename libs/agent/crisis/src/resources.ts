/** Somebody to turn to. */
export interface CrisisResource {
  readonly name: string;
  /** How to reach it, in words a person can follow. */
  readonly contact: string;
  /** ISO 3166 country in capitals; `*`: everywhere. */
  readonly region: string;
  /** BCP 47 language that it is offered in. */
  readonly language: string;
  /**
   * What stands behind the entry. `operator`: a page of the service itself or of the authority that runs it. `secondary`:
   * press, or a partner's page. `authors`: what the authors knew; nothing was read.
   */
  readonly verified: 'operator' | 'secondary' | 'authors';
  /** Where it was read, or for `authors` where to look: an address. */
  readonly source: string;
  /** When the source was written: YYYY, YYYY-MM or YYYY-MM-DD; empty: it does not say. */
  readonly sourceDate: string;
  /** When somebody last compared the entry with the source, YYYY-MM-DD. */
  readonly checked: string;
}

/**
 * Whom to turn to, for a locale. Never empty. First those of its country, its language first; without a country those in its
 * language; then those for everywhere. Of an unknown or missing locale only the latter.
 * @param locale BCP 47, e.g. `en-GB`, `de`
 */
export type ResourcesFor = (locale: string | undefined) => readonly CrisisResource[];

/** The choice from a list of one's own, which must hold something for everywhere (parseResources sees to it). */
export function resourcesFrom(list: readonly CrisisResource[]): ResourcesFor {
  return (locale) => {
    const [language = '', ...rest] = (locale ?? '').toLowerCase().split(/[-_]/u);
    const region = rest.find((part) => /^[a-z]{2}$/u.test(part))?.toUpperCase();
    const everywhere = list.filter((resource) => resource.region === '*');
    const inRegion = list.filter((resource) => resource.region === region);
    const inLanguage = list.filter((resource) => resource.region !== '*' && resource.language === language);
    const local = inRegion.length > 0 ? inRegion : inLanguage;
    const ownWordsFirst = (one: CrisisResource): number => (one.language === language ? 0 : 1);
    return [...local.toSorted((a, b) => ownWordsFirst(a) - ownWordsFirst(b)), ...everywhere];
  };
}
