import { beginningOf, SAMPLE_BYTES, withoutFirst } from './beginning.ts';
import { utf8OrWindows1252 } from './eight-bit-text.ts';
import { refusal, SAVE_AS_UTF8 } from './refusal.ts';

const UTF8_MARK = [0xef, 0xbb, 0xbf];

const isAt = (bytes: Uint8Array, mark: readonly number[]): boolean =>
  mark.every((byte, index) => bytes[index] === byte);

/**
 * The text of a file in UTF-8, without a byte order mark. UTF-16 is told by its mark or by its zero bytes. A file in which the
 * letters beyond ASCII are oftener wrong than right in UTF-8, over the 64 KiB that follow the first of them, is taken for
 * Windows-1252 (which Latin-1 is part of), and `say` is told so. Otherwise it is UTF-8, and wrong bytes are left for the row
 * that they stand in.
 * @throws RookeryError INVALID_ARGUMENT (file) when it is none of these, or no text
 */
export async function* asUtf8(
  source: AsyncIterable<Uint8Array>,
  say: (sentence: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, bytes } = await beginningOf(source, SAMPLE_BYTES);
  if (isAt(head, [0xff, 0xfe, 0, 0]) || isAt(head, [0, 0, 0xfe, 0xff])) {
    throw refusal(`is UTF-32; ${SAVE_AS_UTF8}`);
  }
  if (isAt(head, UTF8_MARK)) yield* withoutFirst(bytes, UTF8_MARK.length);
  else if (isAt(head, [0xff, 0xfe])) yield* utf16ToUtf8(withoutFirst(bytes, 2), 'utf-16le');
  else if (isAt(head, [0xfe, 0xff])) yield* utf16ToUtf8(withoutFirst(bytes, 2), 'utf-16be');
  else {
    const wide = unmarkedUtf16(head);
    if (wide === undefined) yield* utf8OrWindows1252(bytes, say);
    else yield* utf16ToUtf8(bytes, wide);
  }
}

type Wide = 'utf-16le' | 'utf-16be';

// Text of this field has spaces, quotes, commas and digits, which UTF-16 writes with a zero byte, whatever its language.
function unmarkedUtf16(head: Uint8Array): Wide | undefined {
  const zeros = [0, 0];
  let controls = 0;
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
    else if (byte < 0x09 || (byte > 0x0d && byte < 0x1b)) controls++;
  });
  const [even = 0, odd = 0] = zeros;
  const many = head.length / 20;
  if (odd > many && odd > 10 * even) return 'utf-16le';
  if (even > many && even > 10 * odd) return 'utf-16be';
  if (even + odd + controls > head.length / 50) {
    throw refusal('is no text file; CSV, JSON and JSON lines are read, also packed with gzip or zstd');
  }
  return undefined;
}

async function* utf16ToUtf8(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Wide,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  try {
    for await (const chunk of bytes) yield encoder.encode(decoder.decode(chunk, { stream: true }));
    yield encoder.encode(decoder.decode());
  } catch (caught) {
    if (!isDecodingError(caught)) throw caught;
    throw refusal(`is UTF-16, with half a character in it: it is damaged or cut off; ${SAVE_AS_UTF8}`);
  }
}

function isDecodingError(caught: unknown): boolean {
  return (
    typeof caught === 'object' &&
    caught !== null &&
    'code' in caught &&
    caught.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  );
}
