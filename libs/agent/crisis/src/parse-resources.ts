import type { CrisisResource } from './resources.ts';

type Field = keyof CrisisResource;

interface Rule {
  readonly pattern: RegExp;
  /** What a value has to be, in words. */
  readonly words: string;
}

const RULES: Readonly<Record<Field, Rule>> = {
  name: { pattern: /\S/u, words: 'must not be empty' },
  contact: { pattern: /\S/u, words: 'must not be empty' },
  region: { pattern: /^(?:[A-Z]{2}|\*)$/u, words: 'must be a country in two capitals, or *' },
  language: { pattern: /^[a-z]{2,3}$/u, words: 'must be a language such as en' },
  verified: { pattern: /^(?:operator|secondary|authors)$/u, words: 'must be operator, secondary or authors' },
  source: { pattern: /^https?:\/\/\S+$/u, words: 'must be an address' },
  sourceDate: {
    pattern: /^(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)?$/u,
    words: 'must be YYYY, YYYY-MM, YYYY-MM-DD or empty',
  },
  checked: { pattern: /^\d{4}-\d{2}-\d{2}$/u, words: 'must be YYYY-MM-DD' },
};
const FIELDS = Object.keys(RULES) as Field[];

/**
 * Reads a deployment's own list: a JSON array of CrisisResource objects. For the start of a service, which ought to fail
 * rather than send people to a wrong number.
 * @throws Error that names the entry (counted from 1, with its name) and the field, and says what the value must be, or which
 *   entry is there twice
 */
export function parseResources(json: string): CrisisResource[] {
  const entries: unknown = parseJson(json);
  if (!Array.isArray(entries)) throw new Error('crisis resources: must be a JSON array of entries');
  const list = entries.map((entry: unknown, i) => readEntry(entry, i + 1));
  for (const [i, one] of list.entries()) {
    const first = list.findIndex((other) => isSame(one, other));
    if (first < i)
      throw new Error(`crisis resources: entry ${i + 1} (${one.name}): is entry ${first + 1} once more`);
  }
  if (!list.some(({ region }) => region === '*'))
    throw new Error('crisis resources: no entry has region *, so that some people would be shown nothing');
  return list;
}

/** Whether both tell the same people to do the same. */
function isSame(one: CrisisResource, other: CrisisResource): boolean {
  return (['region', 'language', 'contact'] as const).every(
    (field) => one[field].toLowerCase() === other[field].toLowerCase(),
  );
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error('crisis resources: not valid JSON');
  }
}

function readEntry(entry: unknown, number: number): CrisisResource {
  const values = Object(entry) as Record<string, unknown>;
  const name = typeof values['name'] === 'string' ? ` (${values['name']})` : '';
  const text = (field: Field): string => {
    const value = values[field];
    const { pattern, words } = RULES[field];
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw new Error(`crisis resources: entry ${number}${name}: ${field} ${words}`);
  };
  const unknown = Object.keys(values).find((key) => !FIELDS.some((field) => field === key));
  if (unknown !== undefined)
    throw new Error(`crisis resources: entry ${number}${name}: ${unknown} is not a field`);
  return {
    name: text('name'),
    contact: text('contact'),
    region: text('region'),
    language: text('language'),
    verified: asVerified(text('verified')),
    source: text('source'),
    sourceDate: text('sourceDate'),
    checked: text('checked'),
  };
}

function asVerified(text: string): CrisisResource['verified'] {
  return text === 'operator' || text === 'secondary' ? text : 'authors';
}

/** Entries that want a new look: not verified at all, or not looked at for too long. */
export function dueForReview(
  list: readonly CrisisResource[],
  today: Date,
  months: number,
): { readonly resource: CrisisResource; readonly reason: string }[] {
  const oldest = new Date(today);
  oldest.setUTCMonth(oldest.getUTCMonth() - months);
  return list.flatMap((resource) => {
    if (resource.verified === 'authors') return [{ resource, reason: 'was never compared with a source' }];
    return new Date(resource.checked) < oldest
      ? [{ resource, reason: `was last checked on ${resource.checked}` }]
      : [];
  });
}
