import type { AttributeKey } from '@rookery/shared-scenario';
import type { Extraction, Span } from './annotation.ts';
import { hydrated, released, type HydratedRow, type ReleasedRow } from './released-row.ts';
import type { Submission } from './submissions.ts';

/** Fewest attributes of the ten that a post has to tell (paper, A.2). */
export const FEWEST_ATTRIBUTES = 7;

/** What became of a post. */
export type PostOutcome =
  | { readonly kind: 'taken'; readonly release: ReleasedRow; readonly hydrated: HydratedRow }
  | {
      readonly kind: 'dropped';
      readonly reason:
        'too_few_attributes' | 'too_little_evidence' | 'no_question' | 'names_left' | 'unreadable';
    };

/** Who reads posts: undefined where the answer cannot be read. */
export interface Annotator {
  readonly model: string;
  readonly madeWith: readonly string[];
  presence(text: string, signal: AbortSignal): Promise<readonly AttributeKey[] | undefined>;
  extraction(text: string, signal: AbortSignal): Promise<Extraction | undefined>;
}

/**
 * Makes a row of a post: a first look tells how many attributes there are, and only a post with at least FEWEST_ATTRIBUTES is read closely.
 * What has no evidence in the post does not count.
 */
export async function rowOf(
  submission: Submission,
  annotator: Annotator,
  signal: AbortSignal,
): Promise<PostOutcome> {
  const dropped = (reason: Extract<PostOutcome, { kind: 'dropped' }>['reason']): PostOutcome => ({
    kind: 'dropped',
    reason,
  });
  const present = await annotator.presence(submission.text, signal);
  if (present === undefined) return dropped('unreadable');
  if (present.length < FEWEST_ATTRIBUTES) return dropped('too_few_attributes');
  const extraction = await annotator.extraction(submission.text, signal);
  if (extraction === undefined) return dropped('unreadable');
  if (extraction.facts.length < FEWEST_ATTRIBUTES) return dropped('too_little_evidence');
  if (!hasQuery(extraction)) return dropped('no_question');
  const release = released(submission, extraction, annotator);
  const row = hydrated(release, submission.text);
  if (row === undefined || row.isUnsure) return dropped('names_left');
  return { kind: 'taken', release, hydrated: row };
}

function hasQuery(extraction: Extraction): extraction is Extraction & { readonly query: Span } {
  return extraction.query !== undefined;
}
