import { submissionsIn, type ReadCounts } from '@rookery/cli-reddit-dumps';
import type { Reader } from '../../readers/readers.ts';

/** Longer than the shortest post that is taken, in characters. */
const PADDING = 'and I do not know what to do about it '.repeat(5);

/** A text as a line of a dump of Reddit, and as the words of a post in one. */
export const submissionReader: Reader = ['a line of a dump', readDump];

async function readDump(text: string): Promise<number> {
  const post = {
    id: 'a1',
    subreddit: 'offmychest',
    title: text,
    selftext: `${text} ${PADDING}`,
    created_utc: text,
  };
  const counts: ReadCounts = { lines: 0, unreadable: 0, otherSubreddits: 0, unusable: 0, duplicates: 0 };
  let posts = 0;
  const bytes = linesOf([JSON.stringify(post), text.replaceAll('\n', ' ')]);
  for await (const { digest } of submissionsIn(bytes, counts, new Set(), new AbortController().signal))
    if (digest !== '') posts += 1;
  const { lines, unreadable, otherSubreddits, unusable, duplicates } = counts;
  if (posts + unreadable + otherSubreddits + unusable + duplicates !== lines)
    throw new Error('a line of the dump was lost');
  return posts;
}

async function* linesOf(lines: readonly string[]): AsyncGenerator<Uint8Array, void> {
  for (const line of lines) yield Buffer.from(`${line}\n`);
}
