/** Frames of zstd (RFC 8878). Node's decompressor passes over whatever follows the end of a frame within a chunk. */

const FRAME = 0xfd2fb528;
const MAGIC_BYTES = 4;
const BLOCK_HEADER_BYTES = 3;
const REPEATED_BYTE = 1;

/** What is read next: bytes whose meaning is known, then the step after them. */
interface Step {
  readonly bytes: number;
  readonly isKept: boolean;
  next(bytes: Uint8Array): Step;
}

const copied = (bytes: number, next: () => Step): Step =>
  bytes === 0 ? next() : { bytes, isKept: true, next };
const skipped = (bytes: number): Step => (bytes === 0 ? MAGIC : { bytes, isKept: false, next: () => MAGIC });
/** No frame begins here: the rest is left to the decompressor, which says so. */
const REST: Step = { bytes: Infinity, isKept: true, next: () => REST };

/** Kept only once it is known that a frame follows. */
const MAGIC: Step = {
  bytes: MAGIC_BYTES,
  isKept: false,
  next(bytes) {
    const magic = number(bytes);
    if (magic === FRAME) return { bytes: 1, isKept: true, next: (header) => frame(header[0] ?? 0) };
    if (magic >>> 4 === 0x184d2a5) return { bytes: 4, isKept: false, next: (size) => skipped(number(size)) };
    return REST;
  },
};

function frame(descriptor: number): Step {
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const size = sizeFlag === 0 ? (isSingle ? 1 : 0) : 1 << sizeFlag;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const checksum = (descriptor & 4) === 0 ? 0 : 4;
  const block: Step = {
    bytes: BLOCK_HEADER_BYTES,
    isKept: true,
    next(bytes) {
      const header = number(bytes);
      const length = ((header >> 1) & 3) === REPEATED_BYTE ? 1 : header >> 3;
      const after = (header & 1) === 1 ? (): Step => copied(checksum, () => MAGIC) : (): Step => block;
      return copied(length, after);
    },
  };
  return copied((isSingle ? 0 : 1) + dictionary + size, () => block);
}

/** The same bytes, in chunks none of which goes on after the end of a frame. Frames that are to be skipped are left out. */
export async function* zstdFrames(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let step = MAGIC;
  // The bytes of a header may come in several chunks; of a block only the length matters.
  let header: number[] = [];
  let seen = 0;
  for await (const chunk of source) {
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      const taken = Math.min(step.bytes - seen, chunk.length - at);
      if (step.bytes <= MAGIC_BYTES) header.push(...chunk.subarray(at, at + taken));
      seen += taken;
      at += taken;
      if (!step.isKept) from = at;
      if (seen < step.bytes) break;
      const bytes = Uint8Array.from(header);
      const next = step.next(bytes);
      if (step === MAGIC && next.isKept) yield bytes;
      if (next === MAGIC && at > from) {
        yield chunk.subarray(from, at);
        from = at;
      }
      [step, header, seen] = [next, [], 0];
    }
    if (at > from) yield chunk.subarray(from, at);
  }
  if (step === MAGIC && seen > 0) yield Uint8Array.from(header);
}

function number(littleEndian: Uint8Array): number {
  return littleEndian.reduceRight((sum, byte) => sum * 256 + byte, 0);
}
