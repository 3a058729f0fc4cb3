import { beginningOf, SAMPLE_BYTES } from './beginning.ts';
import { refusal, SAVE_AS_UTF8 } from './refusal.ts';

/**
 * Text of one byte a letter, or UTF-8, as UTF-8. Until the first byte beyond ASCII they are the same; the sample that begins there
 * decides.
 */
export async function* utf8OrWindows1252(
  source: AsyncIterable<Uint8Array>,
  say: (sentence: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) return;
      const { value } = next;
      const first = firstBeyondAscii(value);
      if (first === value.length) {
        yield value;
        continue;
      }
      yield value.subarray(0, first);
      const { head, isWhole, bytes } = await beginningOf(after(value.subarray(first), chunks), SAMPLE_BYTES);
      yield* isUtf8(head, isWhole) ? bytes : windows1252(bytes, head, say);
      return;
    }
  } finally {
    await chunks.return?.();
  }
}

async function* after(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  for (;;) {
    const next = await rest.next();
    if (next.done === true) return;
    yield next.value;
  }
}

/** Whether as many of the letters beyond ASCII are right in UTF-8 as wrong, or more. One that the sample cuts off is neither. */
function isUtf8(sample: Uint8Array, isWhole: boolean): boolean {
  let right = 0;
  let wrong = 0;
  let at = 0;
  while (at < sample.length) {
    const lead = sample[at] ?? 0;
    const length = sequenceLength(lead);
    if (at + length > sample.length && !isWhole) break;
    const isRight = length > 0 && hasTail(sample.subarray(at + 1, at + length), length - 1);
    if (!isRight) wrong++;
    else if (length > 1) right++;
    at += isRight ? length : 1;
  }
  return right >= wrong;
}

/** Bytes of a letter by its first one; 0: no letter begins so. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function hasTail(bytes: Uint8Array, length: number): boolean {
  return bytes.length === length && bytes.every((byte) => (byte & 0xc0) === 0x80);
}

function windows1252(
  bytes: AsyncIterable<Uint8Array>,
  sample: Uint8Array,
  say: (sentence: string) => void,
): AsyncIterable<Uint8Array> {
  if (!looksWestern(sample)) {
    throw refusal(`is neither UTF-8 nor UTF-16, and no Western encoding that could be told; ${SAVE_AS_UTF8}`);
  }
  say(`is not UTF-8 and was read as Windows-1252 (Latin-1); where letters come out wrong, ${SAVE_AS_UTF8}`);
  return windows1252ToUtf8(bytes);
}

// Every byte is a letter of its own, so that chunks may end anywhere.
async function* windows1252ToUtf8(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder('windows-1252');
  const encoder = new TextEncoder();
  for await (const chunk of bytes) yield encoder.encode(decoder.decode(chunk));
}

function firstBeyondAscii(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length && (bytes[at] ?? 0) < 0x80) at++;
  return at;
}

/** Bytes that stand for nothing in Windows-1252. */
const UNDEFINED_BYTES = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
const LONG_RUN = 3;

// Western words have single letters beyond ASCII between plain ones; Cyrillic, Greek, Chinese and Japanese have runs of them.
function looksWestern(sample: Uint8Array): boolean {
  let all = 0;
  let inLongRuns = 0;
  let run = 0;
  for (const byte of sample) {
    if (UNDEFINED_BYTES.includes(byte)) return false;
    run = byte > 0x7f ? run + 1 : 0;
    if (run > 0) all++;
    if (run === LONG_RUN) inLongRuns += LONG_RUN;
    else if (run > LONG_RUN) inLongRuns++;
  }
  return 3 * inLongRuns < all;
}
