/** From the bytes of one row to its columns. Reasons never quote the row: parsers' own messages do. */
import { shownName } from '@rookery/shared-scenario-rows';
import type { CsvForm } from './csv-form.ts';
import { csvFields } from './csv-row.ts';
import type { Frame } from './frame.ts';
import { jsonRow, MAX_COLUMNS } from './json-row.ts';
import { refusal } from './refusal.ts';

type Columns = Readonly<Record<string, unknown>>;

/** Turns frames into columns, in file order. */
export interface FrameParser {
  /** The columns; a reason; or undefined where there is no row (a blank line, the header of a CSV file). */
  parse(frame: Frame): { columns: Columns } | { unreadable: string } | undefined;
}

/** Rows of JSON. */
export const jsonParser: FrameParser = {
  parse(frame) {
    const text = textOf(frame);
    return typeof text === 'string' ? jsonRow(text) : text;
  },
};

/** Rows of separated values, the first of which names the columns. */
export class CsvParser implements FrameParser {
  readonly #form: CsvForm;
  #header: readonly string[] | undefined;

  constructor(form: CsvForm) {
    this.#form = form;
  }

  get hasHeader(): boolean {
    return this.#header !== undefined;
  }

  parse(frame: Frame): ReturnType<FrameParser['parse']> {
    const text = textOf(frame);
    const fields = typeof text === 'string' ? csvFields(text, this.#form.separator) : text;
    if (this.#header === undefined) {
      if (fields !== undefined) this.#header = checkedHeader(fields, this.#form.index);
      return undefined;
    }
    if (fields === undefined || !Array.isArray(fields)) return fields;
    const header = this.#header;
    // Spreadsheets write empty fields beyond the last column.
    while (fields.length > header.length && fields.at(-1)?.trim() === '') fields.pop();
    if (fields.length !== header.length) {
      return { unreadable: `the row has ${fields.length} fields, the header has ${header.length}` };
    }
    const cells = header.map((name, index): [string, unknown] => [name, fields[index]]);
    return { columns: Object.fromEntries(this.#form.index === 'none' ? cells : cells.slice(1)) };
  }
}

/** The names of the columns; one without a name is called by its place. */
function checkedHeader(
  fields: string[] | { unreadable: string },
  index: CsvForm['index'],
): readonly string[] {
  // Without a header nothing in a file of separated values means anything, so here the file as a whole is refused.
  if (!Array.isArray(fields)) throw refusal(`cannot be read: in its header ${fields.unreadable}`);
  while (fields.length > MAX_COLUMNS && fields.at(-1)?.trim() === '') fields.pop();
  if (fields.length > MAX_COLUMNS)
    throw refusal(`has ${fields.length} columns, at most ${MAX_COLUMNS} are read`);
  const all = index === 'not in header' ? ['', ...fields] : fields;
  const names = all.map((field, place) => field.trim() || `column ${place + 1}`);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined)
    throw refusal(`has the column "${shownName(twice)}" twice in its header; rename one`);
  return names;
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
