/** From the bytes of one row to its columns. Reasons never quote the row: parsers' own messages do. */
import { invalidArgument, isRookeryError } from '@rookery/shared-errors';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { Frame } from './frame.ts';
import type { RowFormat } from './row.ts';

type Columns = Readonly<Record<string, unknown>>;

/** Turns frames into columns, in file order. */
export interface FrameParser {
  /** The columns; a reason; or undefined where there is no row (a blank line, the header of a CSV file). */
  parse(frame: Frame): { columns: Columns } | { unreadable: string } | undefined;
}

/** The parser for a format. */
export function frameParser(format: RowFormat): FrameParser {
  return format === 'csv' ? new CsvParser() : new JsonParser();
}

class JsonParser implements FrameParser {
  parse(frame: Frame): ReturnType<FrameParser['parse']> {
    const text = textOf(frame);
    if (typeof text !== 'string') return text;
    if (text.trim() === '') return undefined;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { unreadable: 'the row is not valid JSON' };
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { unreadable: 'the row is not a JSON object' };
    }
    return { columns: value as Columns };
  }
}

class CsvParser implements FrameParser {
  #header: readonly string[] | undefined;

  parse(frame: Frame): ReturnType<FrameParser['parse']> {
    const text = textOf(frame);
    const fields = typeof text === 'string' ? fieldsOf(text) : text;
    if (this.#header === undefined) {
      if (fields !== undefined) this.#header = checkedHeader(fields);
      return undefined;
    }
    if (fields === undefined || !Array.isArray(fields)) return fields;
    const header = this.#header;
    if (fields.length !== header.length) {
      return { unreadable: `the row has ${fields.length} fields, the header has ${header.length}` };
    }
    return { columns: Object.fromEntries(header.map((name, index) => [name, fields[index]])) };
  }
}

// Without a header nothing in a CSV file means anything, so here the file as a whole is refused.
function checkedHeader(fields: string[] | { unreadable: string }): readonly string[] {
  if (!Array.isArray(fields)) throw invalidArgument('file', `header: ${fields.unreadable}`);
  const names = fields.map((field) => field.trim());
  if (new Set(names).size !== names.length) throw invalidArgument('file', 'header: names a column twice');
  return names;
}

const CSV_REASONS: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE: 'text follows a quoted field; fields are separated by commas',
  CSV_QUOTE_NOT_CLOSED: 'a quoted field is not closed',
  INVALID_OPENING_QUOTE: 'a quote stands inside a field that is not quoted',
};

function fieldsOf(record: string): string[] | { unreadable: string } | undefined {
  if (record.trim() === '') return undefined;
  try {
    // One record at a time, so a line break can only belong to a field.
    const records = parse(record.replace(/\r$/, ''), { record_delimiter: '\n', relax_column_count: true });
    return records[0] ?? undefined;
  } catch (caught) {
    if (isRookeryError(caught) || !(caught instanceof CsvError)) throw caught;
    return { unreadable: CSV_REASONS[caught.code] ?? 'the row is not valid CSV' };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(frame: Frame): string | { unreadable: string } {
  if ('unreadable' in frame) return frame;
  try {
    return utf8.decode(frame.bytes);
  } catch {
    return { unreadable: 'the row is not valid UTF-8' };
  }
}
