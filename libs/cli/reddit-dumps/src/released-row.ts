import { attributeOf, isAttributeKey, type AttributeKey, type Domain } from '@rookery/shared-scenario';
import { z } from 'zod';
import type { Extraction, Span } from './annotation.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { digestOf, type Submission } from './submissions.ts';

/** What is known of an attribute: a label of the reference vocabulary or a number, or where the words for it stand. */
interface Label {
  readonly label?: string | undefined;
  readonly span: Span;
}

/** A row as it may be released: ids, labels and places in a text, and no text. */
export interface ReleasedRow {
  readonly id: string;
  readonly subreddit: string;
  readonly domain: Domain;
  readonly created_utc: number;
  /** SHA-256 of title and text: another version of the post is no source of this row. */
  readonly digest: string;
  readonly query: Span;
  readonly attributes: Readonly<Partial<Record<AttributeKey, Label>>>;
  /** `name@version` of what it was made with. */
  readonly made_with: readonly string[];
  readonly model: string;
}

const span = z.tuple([z.int().min(0), z.int().min(1)]).refine(([start, end]) => end > start);
const line = z.object({
  id: z.string().regex(/^[a-z0-9]{1,20}$/iu),
  subreddit: z.string().max(100),
  domain: z.string().max(40),
  created_utc: z.number(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  query: span,
  attributes: z.record(
    z.string().refine(isAttributeKey),
    z.object({ label: z.string().max(100).optional(), span }),
  ),
  made_with: z.array(z.string().max(200)).max(20),
  model: z.string().max(200),
});

/** Reads a line of a release; undefined for anything else. */
export function releasedRow(columns: unknown): ReleasedRow | undefined {
  const result = line.safeParse(columns);
  return result.success ? (result.data as unknown as ReleasedRow) : undefined;
}

export function released(
  { id, subreddit, domain, createdAt, digest }: Submission,
  { facts, query }: Extraction & { readonly query: Span },
  made: { readonly madeWith: readonly string[]; readonly model: string },
): ReleasedRow {
  return {
    ...{ id, subreddit, domain, created_utc: createdAt, digest, query },
    attributes: Object.fromEntries(
      facts.map(({ attribute, value, span: words }) => {
        const label = labelOf(attribute, value);
        return [attribute, { ...(label === undefined ? {} : { label }), span: words }];
      }),
    ),
    made_with: made.madeWith,
    model: made.model,
  };
}

/** A value that says nothing of the words it was read from: a number of years, or one of the reference vocabulary. */
function labelOf(attribute: AttributeKey, value: string): string | undefined {
  if (attribute === 'age' && /^\d{1,3}$/u.test(value)) return value;
  return attributeOf(attribute).values.find((one) => one.toLowerCase() === value.toLowerCase());
}

/** A row with its texts, without what names a person. */
export interface HydratedRow {
  readonly row: Readonly<Record<string, string>>;
  /** What the second look found, and whether anything is left that it is not sure of. */
  readonly foundLate: number;
  readonly isUnsure: boolean;
  readonly replaced: number;
}

/** The row that a release and its post make. Undefined where the text is another one. */
export function hydrated(release: ReleasedRow, text: string): HydratedRow | undefined {
  if (digestOf(text) !== release.digest) return undefined;
  const pseudonyms = new Pseudonyms();
  const words = ([start, end]: Span): string => text.slice(start, end);
  const background = pseudonyms.applied(text);
  const query = pseudonyms.applied(words(release.query));
  const row: Record<string, string> = { query, source: 'real', domain: release.domain, background };
  for (const [attribute, { label, span: at }] of Object.entries(release.attributes)) {
    row[attribute] = label ?? pseudonyms.applied(words(at));
  }
  const { foundLate, isUnsure, size } = pseudonyms;
  return { row, foundLate, isUnsure, replaced: size };
}
