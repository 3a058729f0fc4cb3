/** The seven domains of life, in the order of the paper's Table 2. */

interface DomainEntry {
  readonly key: string;
  readonly label: string;
  readonly meaning: string;
}

const ENTRIES = [
  { key: 'relationship', label: 'Relationship', meaning: 'Love, family and friends.' },
  { key: 'career', label: 'Career', meaning: 'Work and finding it.' },
  { key: 'financial', label: 'Financial', meaning: 'Money and debt.' },
  { key: 'social', label: 'Social', meaning: 'Being among people.' },
  { key: 'health', label: 'Health', meaning: 'Body and mind.' },
  { key: 'life', label: 'Life', meaning: 'Everyday life and growing up.' },
  { key: 'education', label: 'Education', meaning: 'School and university.' },
] as const satisfies readonly DomainEntry[];

/** Name of a domain. */
export type Domain = (typeof ENTRIES)[number]['key'];

/** The domain of a scenario; `unknown` when it could not be told. */
export type DomainOrUnknown = Domain | 'unknown';

/** What is known about one domain. */
export interface DomainInfo {
  readonly key: Domain;
  /** For people: the domain's name in reports. */
  readonly label: string;
  /** What belongs to it, in a few plain words. */
  readonly meaning: string;
}

/** The domains in the order in which reports show them. */
export const DOMAINS: readonly DomainInfo[] = ENTRIES;

const KEYS: ReadonlySet<string> = new Set(ENTRIES.map((entry) => entry.key));

/** Whether a text is the name of a domain; exact spelling. */
export function isDomain(text: string): text is Domain {
  return KEYS.has(text);
}
