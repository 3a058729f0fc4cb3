import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  hydrated,
  releasedRow,
  rowOf,
  submissionsIn,
  type PostOutcome,
  type ReadCounts,
  type ReleasedRow,
  type Submission,
} from '@rookery/cli-reddit-dumps';
import { invalidArgument } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { StatusLine } from '../terminal/status-line.ts';
import { named } from './data-set-file.ts';
import { modelAnnotator } from './reddit-model.ts';
import type { RedditBuildFlags } from './reddit-options.ts';

const NO_COUNTS: ReadCounts = { lines: 0, unreadable: 0, otherSubreddits: 0, unusable: 0, duplicates: 0 };
/** Posts between two looks at how far it has come. */
const SHOW_EVERY = 100;

/**
 * `rookery reddit build DUMP... --out FOLDER`: a line of outcomes.jsonl for each post that was read, and for each that was taken one of
 * release.jsonl, provenance.jsonl and rows.jsonl. What has an outcome is not read again.
 */
export function buildFromReddit(
  context: CommandContext,
  dumps: readonly string[],
  { out, model, limit, concurrency }: RedditBuildFlags,
): Promise<void> {
  return withPlatform(context, async (platform) => {
    await mkdir(out, { recursive: true });
    await using files = await OutputFiles.open(out);
    const outcomes = await files.outcomesBefore();
    const counts = { ...NO_COUNTS };
    const tally = new Map<string, number>();
    for (const reason of outcomes.values()) countOne(tally, reason);
    let simulated = false;
    const annotator = modelAnnotator(platform, model, (is) => (simulated ||= is));
    const status = new StatusLine();
    const taken = (): number => tally.get('taken') ?? 0;
    const inFlight = new Set<Promise<void>>();
    const failures: unknown[] = [];
    let unsaved = Promise.resolve();
    const work = async (submission: Submission): Promise<void> => {
      const outcome = await rowOf(submission, annotator, context.interrupted);
      // One after the other, so that the lines of a post stand in all files or in none of the later ones.
      unsaved = unsaved.then(() => files.write(submission, outcome, model));
      await unsaved;
      countOne(tally, outcome.kind === 'taken' ? 'taken' : outcome.reason);
    };
    try {
      const seen = new Set<string>();
      for (const dump of dumps) {
        const bytes = createReadStream(dump);
        await named(dump, async () => {
          for await (const submission of submissionsIn(bytes, counts, seen, context.interrupted)) {
            if (outcomes.has(submission.id)) continue;
            if (failures.length > 0 || (limit > 0 && taken() >= limit)) return;
            const done: Promise<void> = work(submission)
              .catch((error: unknown) => void failures.push(error))
              .finally(() => inFlight.delete(done));
            inFlight.add(done);
            if (inFlight.size >= concurrency) await Promise.race(inFlight);
            if (counts.lines % SHOW_EVERY === 0) status.show(`${counts.lines} lines, ${taken()} rows`);
          }
        });
      }
      await Promise.all(inFlight);
    } finally {
      status.end();
    }
    if (failures.length > 0) throw failures[0];
    const summary = { ...counts, ...Object.fromEntries(tally), simulated, folder: out };
    context.print(context.json ? JSON.stringify(summary) : inWords(counts, tally, simulated, out));
  });
}

function inWords(
  counts: ReadCounts,
  tally: ReadonlyMap<string, number>,
  simulated: boolean,
  out: string,
): string {
  const dropped = [...tally].filter(([reason]) => reason !== 'taken').sort((one, other) => other[1] - one[1]);
  return [
    `${simulated ? 'SIMULATED: ' : ''}${out}: ${tally.get('taken') ?? 0} rows`,
    `  of ${counts.lines} lines: ${counts.otherSubreddits} of other subreddits, ${counts.unusable} without a usable text, ${counts.duplicates} there already, ${counts.unreadable} unreadable`,
    ...dropped.map(([reason, posts]) => `  dropped, ${reason.replaceAll('_', ' ')}: ${posts}`),
  ].join('\n');
}

function countOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

type Handles = Readonly<Record<'rows' | 'release' | 'provenance' | 'outcomes', FileHandle>>;

/** The four files of a folder. */
class OutputFiles implements AsyncDisposable {
  readonly #folder: string;
  readonly #handles: Handles;

  private constructor(folder: string, handles: Handles) {
    this.#folder = folder;
    this.#handles = handles;
  }

  static async open(folder: string): Promise<OutputFiles> {
    const file = (name: string): Promise<FileHandle> => open(join(folder, `${name}.jsonl`), 'a');
    const [rows, release, provenance, outcomes] = await Promise.all(
      ['rows', 'release', 'provenance', 'outcomes'].map(file),
    );
    if (rows === undefined || release === undefined || provenance === undefined || outcomes === undefined) {
      throw new TypeError('four files were opened');
    }
    return new OutputFiles(folder, { rows, release, provenance, outcomes });
  }

  /** What became of posts before, by their ids. */
  async outcomesBefore(): Promise<Map<string, string>> {
    const before = new Map<string, string>();
    const text = await readFile(join(this.#folder, 'outcomes.jsonl'), 'utf8');
    for (const line of text.split('\n')) {
      const { id, outcome } = parsed(line) as { id?: unknown; outcome?: unknown };
      if (typeof id === 'string' && typeof outcome === 'string') before.set(id, outcome);
    }
    return before;
  }

  /** The outcome comes last: a post whose lines were torn is read once more, and importing its row again adds nothing. */
  async write({ id }: Submission, outcome: PostOutcome, model: string): Promise<void> {
    const { rows, release, provenance, outcomes } = this.#handles;
    if (outcome.kind === 'taken') {
      const { release: released, hydrated: made } = outcome;
      await rows.write(`${JSON.stringify(made.row)}\n`);
      await release.write(`${JSON.stringify(released)}\n`);
      const origin = {
        permalink: `https://www.reddit.com/comments/${released.id}`,
        ...{ id, subreddit: released.subreddit, created_utc: released.created_utc, digest: released.digest },
        ...{ model, made_with: released.made_with, replaced: made.replaced, found_late: made.foundLate },
      };
      await provenance.write(`${JSON.stringify(origin)}\n`);
    }
    await outcomes.write(
      `${JSON.stringify({ id, outcome: outcome.kind === 'taken' ? 'taken' : outcome.reason })}\n`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.#handles).map((handle) => handle.close()));
  }
}

function parsed(line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // A line that a crash has torn.
    return {};
  }
}

/** `rookery reddit hydrate RELEASE DUMP... --out FILE`: needs no platform. */
export async function hydrateRelease(
  context: CommandContext,
  release: string,
  dumps: readonly string[],
  out: string,
): Promise<void> {
  const wanted = await releaseIn(release);
  const all = wanted.size;
  const unfinished = `${out}.part`;
  let [written, changed] = [0, 0];
  try {
    {
      await using file = await open(unfinished, 'w');
      for (const dump of dumps) {
        await named(dump, async () => {
          const posts = submissionsIn(
            createReadStream(dump),
            { ...NO_COUNTS },
            new Set(),
            context.interrupted,
          );
          for await (const { id, text } of posts) {
            const row = wanted.get(id);
            if (row === undefined) continue;
            const made = hydrated(row, text);
            if (made === undefined) changed += 1;
            else {
              await file.write(`${JSON.stringify(made.row)}\n`);
              written += 1;
            }
            wanted.delete(id);
            if (wanted.size === 0) return;
          }
        });
      }
      await file.sync();
    }
    await rename(unfinished, out);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  context.print(
    context.json
      ? JSON.stringify({ file: out, rows: written, changed, missing: wanted.size })
      : `${out}: ${written} of ${all} rows; ${changed} posts have another text now, ${wanted.size} are in none of the dumps`,
  );
}

async function releaseIn(file: string): Promise<Map<string, ReleasedRow>> {
  const rows = new Map<string, ReleasedRow>();
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() === '') continue;
    const row = releasedRow(parsed(text));
    if (row === undefined) throw invalidArgument(file, `line ${number} is no line of a release`);
    rows.set(row.id, row);
  }
  if (rows.size === 0) throw invalidArgument(file, 'holds no line of a release');
  return rows;
}
