import { createHash } from 'node:crypto';
import {
  ATTRIBUTES,
  DOMAINS,
  ORIGINS,
  profileId,
  referenceValue,
  type AttributeKey,
  type DomainOrUnknown,
  type Origin,
  type Scenario,
} from '@rookery/shared-scenario';

/** What is known of an attribute, over the people of a data set. */
export interface AttributeShare {
  readonly attribute: AttributeKey;
  readonly missing: number;
  /** Different texts. */
  readonly spellings: number;
  /** People by the value of the reference vocabulary, in its order; `other` for texts that stand for none. */
  readonly values: readonly { readonly value: string; readonly people: number }[];
}

/** What a data set holds, counted from its rows. */
export interface DataCard {
  /** 64 hexadecimal digits; see DataCardTally. */
  readonly digest: string;
  readonly scenarios: number;
  readonly people: number;
  /** Different queries, but for case and white space. */
  readonly queries: number;
  /** Scenarios whose query another one of the set has too. */
  readonly repeatedQueries: number;
  readonly domains: readonly { readonly domain: DomainOrUnknown; readonly scenarios: number }[];
  readonly origins: readonly { readonly origin: Origin; readonly scenarios: number }[];
  readonly attributes: readonly AttributeShare[];
  /** ISO 639-1, or `und` where it could not be told; most frequent first. */
  readonly languages: readonly { readonly language: string; readonly scenarios: number }[];
  /** Characters of a query. */
  readonly shortestQuery: number;
  readonly medianQuery: number;
  readonly longestQuery: number;
  readonly withBackground: number;
  readonly withSituation: number;
  readonly situations: number;
  readonly twins: number;
  readonly onLadder: number;
}

/** Counts the scenarios of a data set as they come, in the order of their ids: the digest stands for their ids, a line each (SHA-256). */
export class DataCardTally {
  readonly #digest = createHash('sha256');
  readonly #people = new Set<string>();
  readonly #queries = new Map<string, number>();
  readonly #domains = new Map<DomainOrUnknown, number>();
  readonly #origins = new Map<Origin, number>();
  readonly #languages = new Map<string, number>();
  readonly #lengths = new Map<number, number>();
  readonly #situations = new Set<string>();
  readonly #attributes = ATTRIBUTES.map(({ key }) => ({
    key,
    missing: 0,
    spellings: new Set<string>(),
    values: new Map<string, number>(),
  }));
  readonly #detect: Detect;
  #scenarios = 0;
  #withBackground = 0;
  #withSituation = 0;
  #twins = 0;
  #onLadder = 0;

  private constructor(detect: Detect) {
    this.#detect = detect;
  }

  /** The detector of languages reads its tables as it loads, a fifth of a second: only cards need it. */
  static async open(): Promise<DataCardTally> {
    return new DataCardTally((await import('tinyld')).detect);
  }

  add(scenario: Scenario): void {
    const { id, query, background, domain, origin, situation, twinOf, rung } = scenario;
    this.#digest.update(`${id}\n`);
    this.#scenarios += 1;
    countOne(this.#domains, domain);
    countOne(this.#origins, origin);
    countOne(this.#languages, languageOf(query, this.#detect));
    countOne(this.#lengths, Array.from(query).length);
    // A hash, not the text: a million queries would not fit.
    countOne(this.#queries, hashOf(query.toLowerCase().replaceAll(/\s+/gu, ' ').trim()));
    if (background !== '') this.#withBackground += 1;
    if (situation !== '') {
      this.#withSituation += 1;
      this.#situations.add(situation.toLowerCase());
    }
    if (twinOf !== undefined) this.#twins += 1;
    if (rung !== undefined) this.#onLadder += 1;
    this.#addPerson(scenario);
  }

  #addPerson({ profile }: Scenario): void {
    const person = profileId(profile);
    if (this.#people.has(person)) return;
    this.#people.add(person);
    for (const attribute of this.#attributes) {
      const text = profile[attribute.key];
      if (text === undefined) attribute.missing += 1;
      else {
        attribute.spellings.add(hashOf(text));
        countOne(attribute.values, referenceValue(attribute.key, text) ?? 'other');
      }
    }
  }

  /** Of all that was added; nothing can be added after. */
  card(): DataCard {
    const lengths = [...this.#lengths].sort(([one], [other]) => one - other);
    return {
      digest: this.#digest.digest('hex'),
      scenarios: this.#scenarios,
      people: this.#people.size,
      queries: this.#queries.size,
      repeatedQueries: [...this.#queries.values()].reduce((sum, count) => sum + (count > 1 ? count : 0), 0),
      domains: [...DOMAINS.map(({ key }) => key), 'unknown' as const].flatMap((domain) => {
        const scenarios = this.#domains.get(domain);
        return scenarios === undefined ? [] : [{ domain, scenarios }];
      }),
      origins: ORIGINS.flatMap((origin) => {
        const scenarios = this.#origins.get(origin);
        return scenarios === undefined ? [] : [{ origin, scenarios }];
      }),
      attributes: this.#attributes.map(({ key, missing, spellings, values }) => ({
        attribute: key,
        missing,
        spellings: spellings.size,
        values: [...(ATTRIBUTES.find((one) => one.key === key)?.values ?? []), 'other'].flatMap((value) => {
          const people = values.get(value);
          return people === undefined ? [] : [{ value, people }];
        }),
      })),
      languages: [...this.#languages]
        .map(([language, scenarios]) => ({ language, scenarios }))
        .sort((one, other) => other.scenarios - one.scenarios || (one.language < other.language ? -1 : 1)),
      shortestQuery: lengths[0]?.[0] ?? 0,
      medianQuery: medianOf(lengths, this.#scenarios),
      longestQuery: lengths.at(-1)?.[0] ?? 0,
      withBackground: this.#withBackground,
      withSituation: this.#withSituation,
      situations: this.#situations.size,
      twins: this.#twins,
      onLadder: this.#onLadder,
    };
  }
}

/** The language of a text, as ISO 639-1; empty where it cannot be told. */
type Detect = (text: string) => string;

/** More of a text tells its language no better. */
const TELLING_CHARACTERS = 300;

function languageOf(text: string, detect: Detect): string {
  const language = detect(text.slice(0, TELLING_CHARACTERS));
  return language === '' ? 'und' : language;
}

function medianOf(lengths: readonly (readonly [number, number])[], count: number): number {
  let before = 0;
  for (const [length, times] of lengths) {
    before += times;
    if (2 * before >= count) return length;
  }
  return 0;
}

function countOne<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 16);
}
