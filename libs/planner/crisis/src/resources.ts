/** Somebody to turn to. */
export interface CrisisResource {
  readonly name: string;
  /** How to reach it, in words a person can follow. */
  readonly contact: string;
  /** ISO 3166 country in capitals; `*`: everywhere. */
  readonly region: string;
  /** BCP 47 language that it is offered in. */
  readonly language: string;
  /** Where this was read: an address. */
  readonly source: string;
  /** When somebody last checked it against the source, YYYY-MM-DD. */
  readonly checked: string;
}

const CHECKED = '2026-11-21';

const RESOURCES: readonly CrisisResource[] = [
  {
    name: '988 Suicide & Crisis Lifeline',
    contact: 'call or text 988, day and night',
    region: 'US',
    language: 'en',
    source: 'https://988lifeline.org',
    checked: CHECKED,
  },
  {
    name: 'Samaritans',
    contact: 'call 116 123, day and night, free',
    region: 'GB',
    language: 'en',
    source: 'https://www.samaritans.org',
    checked: CHECKED,
  },
  {
    name: 'Lifeline',
    contact: 'call 13 11 14, day and night',
    region: 'AU',
    language: 'en',
    source: 'https://www.lifeline.org.au',
    checked: CHECKED,
  },
  {
    name: 'TelefonSeelsorge',
    contact: '0800 111 0 111 oder 0800 111 0 222, Tag und Nacht, kostenlos',
    region: 'DE',
    language: 'de',
    source: 'https://www.telefonseelsorge.de',
    checked: CHECKED,
  },
  {
    name: 'Find A Helpline',
    contact: 'lines by country at findahelpline.com',
    region: '*',
    language: 'en',
    source: 'https://findahelpline.com',
    checked: CHECKED,
  },
  {
    name: 'Emergency services',
    contact:
      'call the emergency number of your country (112 in Europe, 911 in North America) when you are in danger now',
    region: '*',
    language: 'en',
    source: 'https://en.wikipedia.org/wiki/List_of_emergency_telephone_numbers',
    checked: CHECKED,
  },
];

/**
 * Whom to turn to: those of the locale's country, else those in its language, then those for everywhere. Never empty. Without a locale, or with
 * one nobody knows, all that are there, so that nobody is left with nothing.
 * @param locale BCP 47, e.g. `en-GB`, `de`
 */
export function resourcesFor(locale: string | undefined): readonly CrisisResource[] {
  const [language = '', ...rest] = (locale ?? '').split(/[-_]/u);
  const region = rest.find((part) => /^[a-z]{2}$/iu.test(part))?.toUpperCase();
  const everywhere = RESOURCES.filter((resource) => resource.region === '*');
  const local = RESOURCES.filter((resource) => resource.region !== '*');
  const inRegion = local.filter((resource) => resource.region === region);
  if (inRegion.length > 0) return [...inRegion, ...everywhere];
  const inLanguage = local.filter((resource) => resource.language === language.toLowerCase());
  return [...(inLanguage.length > 0 ? inLanguage : local), ...everywhere];
}
