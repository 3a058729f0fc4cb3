import { CsvFramer } from './csv-framer.ts';
import { asUtf8 } from './encoding.ts';
import { formOf, type Form } from './form.ts';
import type { Frame, Framer } from './frame.ts';
import { CsvParser, jsonParser, type FrameParser } from './frame-parser.ts';
import { JsonArrayFramer } from './json-array-framer.ts';
import { LineFramer } from './line-framer.ts';
import { refusal } from './refusal.ts';
import type { RowOrError } from './row.ts';
import { unpacked } from './unpacked.ts';

export interface ReadRowsOptions {
  /** Stops the reading with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Is told, in a sentence about the file, what a reader of the rows should know: "was read as Windows-1252, ..". */
  readonly say?: ((sentence: string) => void) | undefined;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const NO_ROWS = 'holds no rows, so that there is nothing to import';

/**
 * The rows of a file, one after another, in memory that does not grow with the file: at most one row (MAX_ROW_BYTES), the 64 KiB
 * by which the form is judged, and one chunk are held. Compression, encoding and form are told by content. A row that cannot be
 * read is given as such and harms no other.
 * @throws RookeryError INVALID_ARGUMENT (file) when the file as a whole cannot be read, or has no rows; its one sentence
 *   says what was found and what to do, and goes on after the file's name
 */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  { signal, say = () => undefined }: ReadRowsOptions = {},
): AsyncGenerator<RowOrError, void, undefined> {
  const source = untilAborted(bytes, signal);
  try {
    yield* rowsOfText(asUtf8(unpacked(source), say), say, signal);
  } finally {
    // A file that is refused by its beginning was not read to its end.
    await source.return();
  }
}

async function* rowsOfText(
  text: AsyncIterable<Uint8Array>,
  say: (sentence: string) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<RowOrError, void, undefined> {
  const { form, hasReturnsOnly, bytes } = await formOf(text);
  if (form === undefined) throw refusal('is empty: there is nothing to import');
  if (form.kind === 'CSV' && form.index !== 'none') {
    say('numbers its rows in a first column without a name, which was left out');
  }
  const reader = new RowReader(form, hasReturnsOnly);
  for await (const chunk of bytes) {
    for (const row of reader.push(chunk)) {
      signal?.throwIfAborted();
      yield row;
    }
  }
  yield* reader.end();
  if (reader.rows === 0) throw refusal(reader.isHeaderAlone ? `has a header, and ${NO_ROWS}` : NO_ROWS);
}

async function* untilAborted(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of bytes) {
    signal?.throwIfAborted();
    yield chunk;
  }
  signal?.throwIfAborted();
}

class RowReader {
  readonly #framer: Framer;
  readonly #parser: FrameParser;
  #number = 0;

  constructor(form: Form, hasReturnsOnly: boolean) {
    this.#framer = framerOf(form, hasReturnsOnly);
    this.#parser = form.kind === 'CSV' ? new CsvParser(form) : jsonParser;
  }

  get rows(): number {
    return this.#number;
  }

  get isHeaderAlone(): boolean {
    return this.#parser instanceof CsvParser && this.#parser.hasHeader;
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

function framerOf(form: Form, hasReturnsOnly: boolean): Framer {
  switch (form.kind) {
    case 'CSV':
      return new CsvFramer(form.separator.charCodeAt(0));
    case 'JSON':
      return new JsonArrayFramer(form.isWrapped);
    case 'JSON lines':
      return new LineFramer(hasReturnsOnly ? CARRIAGE_RETURN : LINE_FEED);
  }
}
