import { createHash } from 'node:crypto';
import { readRows, type RowOrError } from '@rookery/cli-dataset-files';
import type { Domain } from '@rookery/shared-scenario';
import { domainOfSubreddit } from './subreddits.ts';

/** A post that may become a scenario. */
export interface Submission {
  /** As Reddit has it, without `t3_`. */
  readonly id: string;
  readonly subreddit: string;
  readonly domain: Domain;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** Title and text, a blank line between them. */
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly digest: string;
}

/** What became of the lines of dumps. */
export interface ReadCounts {
  lines: number;
  /** Lines that are no submission. */
  unreadable: number;
  otherSubreddits: number;
  /** Removed, deleted, without text, too short or too long. */
  unusable: number;
  /** The same text again, by whomever. */
  duplicates: number;
}

/** Shorter posts do not tell seven attributes; longer ones are no background, which has 20,000 characters. In characters. */
const SHORTEST = 150;
const LONGEST = 18_000;
const GONE = /^\[(?:removed|deleted)(?: by [^\]]+)?\]$/iu;

/**
 * The posts of a dump of submissions, JSON lines, packed or not, that may become scenarios, in the order of the dump. Memory holds one line, and 16
 * bytes for each of them.
 * @param counts is added to
 * @param seen texts that were met before, in this dump or another one
 * @throws RookeryError INVALID_ARGUMENT (file) as readRows
 */
export async function* submissionsIn(
  bytes: AsyncIterable<Uint8Array>,
  counts: ReadCounts,
  seen: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<Submission, void, undefined> {
  for await (const row of readRows(bytes, { signal })) {
    counts.lines += 1;
    const submission = submissionOf(row, counts);
    if (submission === undefined) continue;
    // Cross-posts and reposts, whatever their case and white space.
    const folded = digestOf(submission.text.toLowerCase().replaceAll(/\s+/gu, ' ')).slice(0, 16);
    if (seen.has(folded)) {
      counts.duplicates += 1;
      continue;
    }
    seen.add(folded);
    yield submission;
  }
}

function submissionOf(row: RowOrError, counts: ReadCounts): Submission | undefined {
  if ('unreadable' in row) {
    counts.unreadable += 1;
    return undefined;
  }
  const { id, subreddit, title, selftext, created_utc: created } = row.columns;
  if (typeof id !== 'string' || !/^[a-z0-9]{1,20}$/iu.test(id) || typeof subreddit !== 'string') {
    counts.unreadable += 1;
    return undefined;
  }
  const domain = domainOfSubreddit(subreddit);
  if (domain === undefined) {
    counts.otherSubreddits += 1;
    return undefined;
  }
  const body = typeof selftext === 'string' ? selftext.trim() : '';
  const text = `${typeof title === 'string' ? title.trim() : ''}\n\n${body}`.trim();
  if (GONE.test(body) || body === '' || text.length < SHORTEST || text.length > LONGEST) {
    counts.unusable += 1;
    return undefined;
  }
  const createdAt = Number(created);
  return {
    ...{ id, subreddit, domain, text },
    createdAt: Number.isFinite(createdAt) ? Math.floor(createdAt) : 0,
    digest: digestOf(text),
  };
}

/** SHA-256 of a text, in hexadecimal. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
