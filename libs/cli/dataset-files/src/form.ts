import { beginningOf, SAMPLE_BYTES, withoutFirst } from './beginning.ts';
import { csvForm, type CsvForm } from './csv-form.ts';
import { jsonForm, type JsonForm } from './json-form.ts';

/** How the rows of a file are written. */
export type Form = CsvForm | JsonForm;

/** The text of a file from where its rows begin, and how they are written. */
export interface FormedText {
  /** Undefined when there is nothing but white space. */
  readonly form: Form | undefined;
  /** Whether lines end with carriage returns alone. */
  readonly hasReturnsOnly: boolean;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Judges a text in UTF-8 by its first 64 KiB after blank lines, however many there are.
 * @throws RookeryError INVALID_ARGUMENT (file) when it has no rows, though it looks as if it had
 */
export async function formOf(source: AsyncIterable<Uint8Array>): Promise<FormedText> {
  const { head, isWhole, bytes } = await beginningOf(withoutBlankLines(source), SAMPLE_BYTES);
  // One character a byte, so that places in the text are places in the file.
  const text = Buffer.from(head).toString('latin1');
  const inner = text.trimStart();
  if (inner === '') return { form: undefined, hasReturnsOnly: false, bytes };
  const form = moved(jsonForm(inner, isWhole), text.length - inner.length) ?? csvForm(text, isWhole);
  return {
    form,
    hasReturnsOnly: text.includes('\r') && !text.includes('\n'),
    bytes: withoutFirst(bytes, form.kind === 'JSON lines' ? 0 : form.from),
  };
}

function moved(form: JsonForm | undefined, by: number): JsonForm | undefined {
  return form?.kind === 'JSON' ? { ...form, from: form.from + by } : form;
}

const LONGEST_INDENT = 1000;

// White space in front means nothing, but tabs before a header do: they separate columns without a name.
async function* withoutBlankLines(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let indent = '';
  let isBlank = true;
  for await (const chunk of source) {
    let at = 0;
    while (isBlank && at < chunk.length && isSpace(chunk[at] ?? 0)) at++;
    if (isBlank) {
      const blank = Buffer.from(chunk.subarray(0, at)).toString('latin1');
      indent = `${indent}${blank}`.replace(/^.*[\r\n]/s, '').slice(-LONGEST_INDENT);
    }
    if (at === chunk.length) continue;
    if (isBlank) yield Buffer.from(indent, 'latin1');
    isBlank = false;
    yield chunk.subarray(at);
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
