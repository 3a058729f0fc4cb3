import type { Scenario } from '@rookery/shared-scenario';
import {
  ANSWER_COLUMNS,
  columnNamed,
  COLUMNS,
  isEmptyCell,
  nearestColumn,
  shownName,
  toAnsweredScenario,
  toScenario,
  unknownColumns,
  type RowColumns,
  type RowRejection,
} from '@rookery/shared-scenario-rows';
import type { ColumnChoice } from './chosen-columns.ts';
import { refusal } from './refusal.ts';
import type { RowOrError } from './row.ts';

/** Rows by which the columns of a file are judged, and the most characters of text in them. */
const SAMPLE_ROWS = 1000;
const SAMPLE_CHARACTERS = 8 * 1024 * 1024;
/** Names that one sentence can hold. */
const SHOWN_NAMES = 20;

/** What the first rows of a file say of all of them. */
export interface LookedAtRows {
  /** How many were looked at. */
  readonly rows: number;
  /** Those that are scenarios. */
  readonly scenarios: readonly Scenario[];
  /** Those that are none. */
  readonly rejections: readonly RowRejection[];
}

/**
 * Looks at the first rows of a file, as chosen, before anything is done with them. What is wrong with a column is said once, and
 * not once a row.
 * @param say is told, in sentences about the file, what is taken for granted
 * @throws RookeryError INVALID_ARGUMENT (file) when no row can be read, a column is not known or was chosen and is not there, or
 *   none says what people ask
 */
export async function lookedAtRows(
  rows: AsyncIterable<RowOrError>,
  choice: ColumnChoice,
  say: (sentence: string) => void,
): Promise<LookedAtRows> {
  const sample = await firstRows(rows);
  const readable = sample.flatMap((row) => ('columns' in row ? [row] : []));
  const unreadable = sample.flatMap((row) => ('unreadable' in row ? [row] : []));
  if (readable.length === 0) {
    const [first] = unreadable;
    const which =
      sample.length === 1 ? 'its row cannot be read' : `none of its first ${sample.length} rows can be read`;
    throw refusal(`holds nothing to import: ${which} (${first?.unreadable ?? ''})`);
  }
  const names = new Set(readable.flatMap(({ columns }) => Object.keys(columns)));
  checkColumns(names, new Set(readable.flatMap(({ columns }) => unknownColumns(columns))), choice);
  const filled = new Set(readable.flatMap(({ columns }) => filledIn(columns)));
  const unused = [...filled].filter((name) => isUnused(name, choice));
  if (unused.length > 0) say(`has columns that are not used: ${listed(unused)}`);
  if (readable.some(({ columns }) => !saysSource(columns))) {
    say(
      'has rows without a source, which are taken for your own; --source real or --source synthetic says otherwise',
    );
  }
  const read = choice.answers === undefined ? toScenario : toAnsweredScenario;
  const outcomes = readable.map(({ columns, number }) => read(columns, number));
  return {
    rows: sample.length,
    scenarios: outcomes.flatMap((outcome) => ('scenario' in outcome ? [outcome.scenario] : [])),
    rejections: [
      ...unreadable.map(({ number, unreadable: reason }) => ({ row: number, column: '', reason })),
      ...outcomes.flatMap((outcome) => ('rejection' in outcome ? [outcome.rejection] : [])),
    ].sort((one, other) => one.row - other.row),
  };
}

/** Answers have no place in a data set that is imported without them. */
function isUnused(name: string, { answers }: ColumnChoice): boolean {
  const column = columnNamed(name);
  return column === 'not used' || (answers === undefined && isAnswer(column));
}

function isAnswer(column: string | undefined): boolean {
  return (ANSWER_COLUMNS as readonly (string | undefined)[]).includes(column);
}

async function firstRows(rows: AsyncIterable<RowOrError>): Promise<RowOrError[]> {
  const sample: RowOrError[] = [];
  let characters = 0;
  for await (const row of rows) {
    sample.push(row);
    if ('columns' in row) characters += JSON.stringify(row.columns).length;
    if (sample.length === SAMPLE_ROWS || characters > SAMPLE_CHARACTERS) break;
  }
  return sample;
}

function filledIn(columns: RowColumns): string[] {
  return Object.keys(columns).filter((name) => !isEmptyCell(columns[name]));
}

function saysSource(columns: RowColumns): boolean {
  return filledIn(columns).some((name) => ['source', 'origin'].includes(columnNamed(name) ?? ''));
}

function checkColumns(
  names: ReadonlySet<string>,
  unknown: ReadonlySet<string>,
  { map, answers }: Pick<ColumnChoice, 'map' | 'answers'>,
): void {
  for (const [column, chosen] of map) {
    if (names.has(column)) continue;
    throw refusal(
      `has no column "${shownName(chosen)}", which was chosen for ${column}; its columns are ${listed(names)}`,
    );
  }
  if (unknown.size > 0) {
    const isHeader = [...names].some((name) => columnNamed(name) !== undefined);
    throw refusal(
      isHeader || ![...names].some(looksLikeText)
        ? unknownSentence([...unknown], answers === undefined ? COLUMNS : [...COLUMNS, ...ANSWER_COLUMNS])
        : noHeaderSentence(names.size),
    );
  }
  const has = (...meanings: readonly string[]): boolean =>
    [...names].some((name) => meanings.includes(columnNamed(name) ?? ''));
  if (!has('query', 'queries')) {
    throw refusal(
      `has no column that says what people ask; its columns are ${listed(names)}; name it with --map query=COLUMN`,
    );
  }
  if (answers !== undefined && !has('response')) {
    throw refusal(
      `has no column with answers; its columns are ${listed(names)}; name it with --map response=COLUMN`,
    );
  }
}

function unknownSentence(names: readonly string[], known: readonly string[]): string {
  const [first = ''] = names;
  const near = names.find((name) => nearestColumn(name) !== undefined);
  const meant = near === undefined ? 'query' : (nearestColumn(near) ?? '');
  const shown = names.slice(0, SHOWN_NAMES).map(withSuggestion);
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  const what =
    names.length === 1
      ? `a column that is not known: ${shown.join('')}`
      : `columns that are not known: ${shown.join(', ')}${more}`;
  const left =
    near === undefined || names.length === 1 ? first : (names.find((name) => name !== near) ?? first);
  return (
    `has ${what}. Say what it means, such as --map ${meant}=${quoted(near ?? first)}, or leave it out, such as ` +
    `--ignore ${quoted(left)}; known are ${known.join(', ')}`
  );
}

// What may be the text of a row is not repeated.
function noHeaderSentence(columns: number): string {
  return (
    `has ${columns === 1 ? 'a column' : `${columns} columns`}, none of which is known by its name. Where the first line is a row, put a line with names ` +
    'in front of it, such as query,age,gender; where it is a header, say what its names mean: --map query="What do you want to ask?"'
  );
}

function looksLikeText(name: string): boolean {
  return name.length > 60 || /[?!]\s*$|^\s*\d+(?:[.,]\d+)?\s*$/.test(name);
}

function withSuggestion(name: string): string {
  if (/^best[\s_]*path$/i.test(name))
    return `${quoted(name)} (planned paths, which are no part of a data set)`;
  const near = nearestColumn(name);
  return near === undefined ? quoted(name) : `${quoted(name)} (${near}?)`;
}

function listed(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, SHOWN_NAMES).map(quoted).join(', ');
  return all.length > SHOWN_NAMES ? `${shown} and ${all.length - SHOWN_NAMES} more` : shown;
}

const quoted = (name: string): string => `"${shownName(name)}"`;
