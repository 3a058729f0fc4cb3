import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { NO_CHOICE } from '@rookery/cli-dataset-files';
import { csvLine } from '@rookery/cli-rendering';
import {
  RatingServiceDefinition,
  ResultOrder,
  ResultView,
  type ListRatingsRequest,
  type Rating,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { named, rowsOfFile } from './data-set-file.ts';
import { ratingRow, type RatingRow } from './rating-rows.ts';
import { rejectedRows } from './rejected-rows.ts';
import { resourceName } from './resource-name.ts';
import { samplesOf } from './samples-of.ts';

const BATCH = 500;
const PAGE = 500;

interface Rejection {
  readonly row: number;
  readonly column: string;
  readonly reason: string;
}

/** `rookery ratings import RUN FILE`: CSV, JSON or JSON lines, a row for each annotator and answer. Returns the exit code. */
export async function importRatings(
  context: CommandContext,
  run: string,
  file: string,
  annotator: string,
): Promise<number> {
  const parent = resourceName('runs', run);
  const reading = { choice: NO_CHOICE, signal: context.interrupted, note: context.note };
  const rows: { readonly number: number; readonly row: RatingRow }[] = [];
  const rejections: Rejection[] = [];
  await named(file, async () => {
    for await (const read of rowsOfFile(file, reading)) {
      const row = 'unreadable' in read ? read.unreadable : ratingRow(read.columns, annotator);
      if (typeof row === 'string') rejections.push({ row: read.number, column: '', reason: row });
      else rows.push({ number: read.number, row });
    }
  });
  if (rows.length === 0) {
    const lines = rejectedRows(rejections.slice(0, BATCH), rejections.length);
    throw invalidArgument(file, `holds no rating that can be taken\n${lines.join('\n')}`);
  }
  return withPlatform(context, async (platform) => {
    const byWords = rows.some(({ row }) => row.item === '')
      ? await itemsByWords(platform, parent, context.interrupted)
      : new Map<string, string>();
    const ratings: Rating[] = [];
    for (const { number, row } of rows) {
      const item = row.item === '' ? byWords.get(wordsOf(row.query, row.response)) : row.item;
      if (item === undefined) {
        rejections.push({ row: number, column: '', reason: `answers nothing in ${parent} in these words` });
      } else if (item === AMBIGUOUS) {
        const reason = `answers in the words of several results of ${parent}; name one in the column result`;
        rejections.push({ row: number, column: '', reason });
      } else ratings.push(asRating(item, row));
    }
    const client = platform.client(RatingServiceDefinition);
    let [added, replaced] = [0, 0];
    for (let at = 0; at < ratings.length; at += BATCH) {
      const batch = ratings.slice(at, at + BATCH);
      const put = await client.putRatings({ parent, ratings: batch }, { signal: context.interrupted });
      added += put.added;
      replaced += put.replaced;
    }
    const rejected = rejections.length;
    context.print(
      context.json
        ? JSON.stringify({ file, added, replaced, rejected, rejections })
        : [
            `${file} -> ${parent}: ${added} new ratings, ${replaced} replaced, ${rejected} rows rejected`,
            ...rejectedRows(rejections, rejected),
          ].join('\n'),
    );
    return rejected === 0 ? EXIT.ok : EXIT.incomplete;
  });
}

/** Several answers to the same question in the same words. */
const AMBIGUOUS = 'several';

/** The results of a run by question and answer. */
async function itemsByWords(
  platform: PlatformConnection,
  parent: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const request = { parent, view: ResultView.FULL, filter: undefined, order: ResultOrder.UNSPECIFIED };
  for await (const { result, scenario } of samplesOf(platform, request, { most: Infinity, signal })) {
    if (scenario !== undefined && result.response !== '') {
      const words = wordsOf(scenario.query, result.response);
      found.set(words, found.has(words) ? AMBIGUOUS : result.name);
    }
  }
  return found;
}

const wordsOf = (query: string, response: string): string => JSON.stringify([query.trim(), response.trim()]);

function asRating(item: string, row: RatingRow): Rating {
  const { annotator, riskSensitivity, emotionalEmpathy, userAlignment, note } = row;
  return {
    item,
    annotator,
    riskSensitivity,
    emotionalEmpathy,
    userAlignment,
    note,
    createTime: undefined,
    result: '',
  };
}

const COLUMNS = ['result', 'annotator', 'risk_sensitivity', 'emotional_empathy', 'user_alignment', 'note'];

/** `rookery ratings export RUN FILE`: all ratings as CSV, which the import reads. */
export function exportRatings(context: CommandContext, run: string, file: string): Promise<void> {
  return withPlatform(context, async (platform) => {
    const client = platform.client(RatingServiceDefinition);
    const output = createWriteStream(file);
    output.write(csvLine(COLUMNS));
    let request: ListRatingsRequest = {
      parent: resourceName('runs', run),
      pageSize: PAGE,
      pageToken: '',
    };
    let written = 0;
    do {
      const page = await client.listRatings(request, { signal: context.interrupted });
      for (const rating of page.ratings) output.write(csvLine(cellsOf(rating)));
      written += page.ratings.length;
      request = { ...request, pageToken: page.nextPageToken };
    } while (request.pageToken !== '');
    output.end();
    await finished(output);
    context.print(context.json ? JSON.stringify({ file, ratings: written }) : `${file}: ${written} ratings`);
  });
}

function cellsOf({ result, annotator, note, ...scores }: Rating): string[] {
  const { riskSensitivity, emotionalEmpathy, userAlignment } = scores;
  const cells = [riskSensitivity, emotionalEmpathy, userAlignment].map((score) => String(score ?? ''));
  return [result, annotator, ...cells, note];
}
