import { columnNamed } from '@rookery/shared-scenario-rows';
import { CsvFramer } from './csv-framer.ts';
import { csvFields, SEPARATORS } from './csv-row.ts';

/** How a file of separated values is written. */
export interface CsvForm {
  readonly kind: 'CSV';
  readonly separator: string;
  /** Bytes in front of the header: the line in which Excel names the separator. */
  readonly from: number;
  /** Whether a first column numbers the rows, with an empty name in the header (pandas, R) or with none (write.table of R). */
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
 */
export function csvForm(text: string, isWhole: boolean): CsvForm {
  const named = SEPARATOR_LINE.exec(text);
  const from = named?.[0].length ?? 0;
  const body = text.slice(from);
  const separators = named?.[1] === undefined ? Object.keys(SEPARATORS) : [named[1]];
  const [first, ...others] = separators.map((separator) => sampleOf(body, isWhole, separator));
  if (first === undefined) throw new TypeError('there is a separator');
  const sample = others.reduce((best, one) => (isBetter(one, best) ? one : best), first);
  return { kind: 'CSV', separator: sample.separator, from, index: indexOf(sample) };
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
  const first = rows.map(([cell = '']) => cell.trim());
  if (rows.length === 0 || !first.every((cell) => WHOLE_NUMBER.test(cell))) return 'none';
  if (header[0]?.trim() === '') return 'in header';
  // Where the header does not show it, nothing but counting does: it may as well be an age, and a comma in the text after it.
  const start = Number(first[0]);
  const counts = start <= 1 && first.every((cell, at) => Number(cell) === start + at);
  return counts && rows.every((row) => row.length === header.length + 1) ? 'not in header' : 'none';
}
