import { CsvFramer } from './csv-framer.ts';
import type { Frame, Framer } from './frame.ts';
import { JsonArrayFramer } from './json-array-framer.ts';
import { LineFramer } from './line-framer.ts';
import { frameParser } from './parse-frame.ts';
import { checkEncoding, formatOf, HEAD_BYTES, withoutByteOrderMark } from './row-format.ts';
import type { RowFormat, RowOrError } from './row.ts';

export interface ReadRowsOptions {
  /** Name of the file; its ending may tell the format. */
  readonly fileName?: string;
  /** The format, when it is known; otherwise name and content tell. */
  readonly format?: RowFormat;
  /** Stops the reading with the signal's reason. */
  readonly signal?: AbortSignal;
}

const FRAMERS: Readonly<Record<RowFormat, new () => Framer>> = {
  'json-array': JsonArrayFramer,
  jsonl: LineFramer,
  csv: CsvFramer,
};

/**
 * The rows of a file in UTF-8, one after another, in memory that does not grow with the file: at most one row
 * (MAX_ROW_BYTES) and one chunk are held. A row that cannot be read is given as such and harms no other.
 *
 * Throws INVALID_ARGUMENT when the file as a whole cannot be read: another encoding, or a broken CSV header.
 */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadRowsOptions = {},
): AsyncGenerator<RowOrError, void, undefined> {
  let reader: RowReader | undefined;
  // The beginning, until encoding and format can be told from it.
  let head = new Uint8Array();
  for await (const chunk of bytes) {
    options.signal?.throwIfAborted();
    if (reader !== undefined) {
      yield* reader.push(chunk);
      continue;
    }
    head = joined(head, chunk);
    if (head.length < HEAD_BYTES) continue;
    checkEncoding(head);
    const text = withoutByteOrderMark(head);
    const format = options.format ?? formatOf(options.fileName ?? '', text);
    // White space in front of the first row means nothing, however much there is of it.
    if (format === undefined) head = text.slice(-HEAD_BYTES);
    else {
      reader = new RowReader(format);
      yield* reader.push(text);
    }
  }
  options.signal?.throwIfAborted();
  if (reader === undefined) {
    // A file shorter than its own beginning.
    checkEncoding(head);
    const text = withoutByteOrderMark(head);
    reader = new RowReader(options.format ?? formatOf(options.fileName ?? '', text) ?? 'jsonl');
    yield* reader.push(text);
  }
  yield* reader.end();
}

class RowReader {
  readonly #framer: Framer;
  readonly #parser;
  #number = 0;

  constructor(format: RowFormat) {
    this.#framer = new FRAMERS[format]();
    this.#parser = frameParser(format);
  }

  push(chunk: Uint8Array): Generator<RowOrError> {
    return this.#rows(this.#framer.push(chunk));
  }

  end(): Generator<RowOrError> {
    return this.#rows(this.#framer.end());
  }

  *#rows(frames: readonly Frame[]): Generator<RowOrError> {
    for (const frame of frames) {
      const parsed = this.#parser.parse(frame);
      if (parsed !== undefined) yield { number: ++this.#number, ...parsed };
    }
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
