import { OpenRedaction } from '@openredaction/openredaction';
import nlp from 'compromise';

/** What the pattern library looks for: what names or reaches a person. Its other patterns take ordinary words for codes of all kinds. */
const PATTERNS = [
  ...['EMAIL', 'NAME', 'PHONE_US', 'PHONE_UK', 'PHONE_UK_MOBILE', 'PHONE_INTERNATIONAL', 'ADDRESS_STREET'],
  ...['ADDRESS_PO_BOX', 'SSN', 'CREDIT_CARD', 'IBAN', 'IPV4', 'IPV6', 'MAC_ADDRESS', 'URL_WITH_AUTH'],
  ...['BITCOIN_ADDRESS', 'ETHEREUM_ADDRESS', 'REDDIT_USERNAME', 'POSTCODE_UK'],
];
const detector = new OpenRedaction({ patterns: PATTERNS });

/** What no list of names has, and every post may. */
const OWN: readonly (readonly [RegExp, string])[] = [
  [/\bhttps?:\/\/[^\s)\]]+|\bwww\.[^\s)\]]+/giu, 'LINK'],
  [/(?<![\w/])\/?u\/[\w-]{3,20}\b/giu, 'USER'],
  [/(?<![\w@.])@\w[\w.]{2,30}\b/gu, 'USER'],
  [/\b\d[\d\s().-]{7,}\d\b/gu, 'NUMBER'],
];
/** Placeholders that stand already. */
const PLACEHOLDER = /\[(?:NAME|PLACE|ORGANIZATION|LINK|USER|NUMBER|[A-Z]+(?:_[A-Z0-9]+)*)_\d+\]/gu;

interface Found {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** Rounds over one text: the second sees what the first one's placeholders have uncovered. */
const MOST_ROUNDS = 3;

/**
 * Takes what names a person out of the texts of one post: patterns (OpenRedaction), then names, places and organisations (compromise), then
 * everything again over what is left. The same words have the same placeholder in all texts of the post.
 */
export class Pseudonyms {
  readonly #placeholders = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  /** Words that only a second or third round found, over all texts. */
  foundLate = 0;
  /** Whether the last round still found something. */
  isUnsure = false;

  applied(text: string): string {
    let clean = text;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const found = allIn(clean);
      if (found.length === 0) return clean;
      if (round > 0) this.foundLate += found.length;
      clean = this.#replaced(clean, found);
    }
    this.isUnsure ||= allIn(clean).length > 0;
    return clean;
  }

  /** How many different words were taken out. */
  get size(): number {
    return this.#placeholders.size;
  }

  #replaced(text: string, found: readonly Found[]): string {
    let at = 0;
    let clean = '';
    for (const { start, end, kind } of found) {
      if (start < at) continue;
      clean += text.slice(at, start) + this.#placeholder(text.slice(start, end), kind);
      at = end;
    }
    return clean + text.slice(at);
  }

  #placeholder(words: string, kind: string): string {
    const key = words.toLowerCase();
    const known = this.#placeholders.get(key);
    if (known !== undefined) return known;
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    const placeholder = `[${kind}_${number}]`;
    this.#placeholders.set(key, placeholder);
    return placeholder;
  }
}

function allIn(text: string): Found[] {
  const standing = [...text.matchAll(PLACEHOLDER)].map(
    ({ index, 0: words }) => [index, index + words.length] as const,
  );
  const { detections } = detector.detect(text);
  const found = [
    ...OWN.flatMap(([words, kind]) =>
      [...text.matchAll(words)].map((match): Found => ({
        start: match.index,
        end: match.index + match[0].length,
        kind,
      })),
    ),
    ...detections.map(({ type, position: [start, end] }): Found => ({ start, end, kind: type })),
    ...namesIn(text),
  ];
  return found
    .filter(({ start, end }) => end > start && !standing.some(([from, to]) => start < to && end > from))
    .sort((one, other) => one.start - other.start || other.end - one.end);
}

interface Match {
  json(options: object): unknown;
}

function namesIn(text: string): Found[] {
  const document = nlp(text);
  const kinds: readonly (readonly [Match, string])[] = [
    [document.people(), 'NAME'],
    [document.places(), 'PLACE'],
    [document.organizations(), 'ORGANIZATION'],
  ];
  return kinds.flatMap(([match, kind]) =>
    (match.json({ offset: true }) as { text: string; offset: { start: number; length: number } }[]).flatMap(
      ({ offset: { start, length } }) => {
        // Signs around a name are no part of it, nor is what somebody is: "sister Maria".
        const words = text.slice(start, start + length);
        const [whole = ''] = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su.exec(words) ?? [];
        const inner = whole.replace(/^(?:\p{Ll}\S*\s+)+(?=\p{Lu})/u, '');
        const from = start + words.indexOf(inner);
        return inner === '' ? [] : [{ start: from, end: from + inner.length, kind }];
      },
    ),
  );
}
