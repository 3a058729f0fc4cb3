import { columnNamed, nearestColumn } from '@rookery/shared-scenario-rows';
import { CsvFramer } from './csv-framer.ts';
import { csvFields, SEPARATORS } from './csv-row.ts';
import { refusal } from './refusal.ts';

/** How a file of separated values is written. */
export interface CsvForm {
  readonly kind: 'CSV';
  readonly separator: string;
  /** Bytes in front of the header: the line in which Excel names the separator. */
  readonly from: number;
  /**
   * The first column numbers the rows and has no name, as pandas and R write it: `named ''` has its place in the header,
   * `unnamed` has not.
   */
  readonly index: 'none' | 'in header' | 'not in header';
}

/** Records that a form is judged by. */
const SAMPLE_RECORDS = 100;
/** `sep=;`, quoted or not. */
const SEPARATOR_LINE = /^"?sep=(.)"?[\t ]*(?:\r\n|\r|\n|$)/i;
const WHOLE_NUMBER = /^\d+(?:\.0)?$/;

interface Sample {
  readonly separator: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * How a file of separated values is written, from its beginning.
 * @param text the beginning in Latin-1, blank lines in front left out
 * @param isWhole whether that is all of it
 * @throws RookeryError INVALID_ARGUMENT (file) when its first line looks like a row and not like a header
 */
export function csvForm(text: string, isWhole: boolean): CsvForm {
  const named = SEPARATOR_LINE.exec(text);
  const from = named?.[0].length ?? 0;
  const body = text.slice(from);
  const separators = named?.[1] === undefined ? Object.keys(SEPARATORS) : [named[1]];
  const [first, ...others] = separators.map((separator) => sampleOf(body, isWhole, separator));
  if (first === undefined) throw new TypeError('there is a separator');
  const sample = others.reduce((best, one) => (isBetter(one, best) ? one : best), first);
  const index = indexOf(sample);
  if (index === 'none' && looksLikeRow(sample.header)) {
    throw refusal(
      'has no header: its first line names no column that is known, and looks like a row; put a line with the names of the columns first, such as query,age,gender',
    );
  }
  return { kind: 'CSV', separator: sample.separator, from, index };
}

function sampleOf(body: string, isWhole: boolean, separator: string): Sample {
  const framer = new CsvFramer(separator.charCodeAt(0));
  const bytes = Buffer.from(body, 'latin1');
  const frames = [...framer.push(bytes), ...(isWhole ? framer.end() : [])].slice(0, SAMPLE_RECORDS);
  const records = frames.flatMap((frame) => {
    if ('unreadable' in frame) return [];
    const fields = csvFields(Buffer.from(frame.bytes).toString('utf8'), separator);
    return Array.isArray(fields) ? [fields] : [];
  });
  const [header = [], ...rows] = records;
  return { separator, header, rows };
}

// Known names tell a separator best; then that rows have as many fields as the header has, if it has several.
function isBetter(one: Sample, other: Sample): boolean {
  const [left, right] = [merits(one), merits(other)];
  const at = left.findIndex((merit, place) => merit !== right[place]);
  return at !== -1 && (left[at] ?? 0) > (right[at] ?? 0);
}

function merits({ header, rows }: Sample): number[] {
  const known = header.filter((name) => columnNamed(name) !== undefined).length;
  const fitting = rows.filter((row) => row.length === header.length).length / Math.max(1, rows.length);
  return [known, header.length > 1 && fitting >= 0.5 ? 1 : 0, fitting, header.length];
}

function indexOf({ header, rows }: Sample): CsvForm['index'] {
  if (rows.length === 0 || !rows.every(([first = '']) => WHOLE_NUMBER.test(first.trim()))) return 'none';
  if (header[0]?.trim() === '') return 'in header';
  return rows.every((row) => row.length === header.length + 1) ? 'not in header' : 'none';
}

function looksLikeRow(header: readonly string[]): boolean {
  const isName = header.some((name) => columnNamed(name) ?? nearestColumn(name));
  return !isName && header.some((name) => name.length > 60 || /[?!]\s*$|^\s*\d+(?:[.,]\d+)?\s*$/.test(name));
}
