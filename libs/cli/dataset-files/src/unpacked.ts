import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { beginningOf } from './beginning.ts';
import { compressionOf, foreignFile, KIND_BYTES, type Compression } from './known-files.ts';
import { refusal } from './refusal.ts';
import { zstdFrames } from './zstd-frames.ts';

/** Text is packed to a tenth, or to a fortieth where it repeats itself; a bomb to a thousandth and less. */
const MOST_TIMES_LARGER = 250;
/** A file of few bytes may be as large as it likes up to here, in bytes: 64 MiB. */
const UNSUSPECTED_BYTES = 64 * 1024 * 1024;
/** What zstd may keep of a file, as a power of two: 128 MiB, its own limit. */
const ZSTD_WINDOW_LOG = 27;

/**
 * The bytes of a file as they were before it was compressed. Memory is bounded: gzip keeps 32 KiB of them, zstd 128 MiB at most.
 * @throws RookeryError INVALID_ARGUMENT (file) for a file that holds no text, by its kind; for one that is damaged or cut off;
 *   and for one that unpacks to more than MOST_TIMES_LARGER times its size
 */
export async function* unpacked(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, bytes } = await beginningOf(source, KIND_BYTES);
  const compression = compressionOf(head);
  if (compression === undefined) {
    const foreign = foreignFile(head);
    if (foreign !== undefined) throw refusal(foreign);
    yield* bytes;
    return;
  }
  const inner = await beginningOf(inflated(bytes, compression), KIND_BYTES);
  const foreign = foreignFile(inner.head);
  if (foreign !== undefined) throw refusal(`is packed with ${compression}, and what is in it ${foreign}`);
  if (compressionOf(inner.head) !== undefined)
    throw refusal('is packed twice; unpack it once and import that');
  yield* inner.bytes;
}

async function* inflated(
  packed: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncGenerator<Uint8Array, void, undefined> {
  let read = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of packed) {
      read += chunk.length;
      yield chunk;
    }
  }
  const unpack =
    compression === 'gzip'
      ? createGunzip()
      : createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } });
  const chunks = compression === 'gzip' ? counted() : zstdFrames(counted());
  // An error of the source comes out of `unpack`; leaving the loop early is none.
  const feeding = pipeline(Readable.from(chunks), unpack).catch(() => undefined);
  let written = 0;
  try {
    for await (const chunk of unpack as AsyncIterable<Uint8Array>) {
      written += chunk.length;
      if (written > UNSUSPECTED_BYTES && written > MOST_TIMES_LARGER * read) {
        throw refusal(`unpacks to more than ${MOST_TIMES_LARGER} times its size, which no file of rows does`);
      }
      yield chunk;
    }
  } catch (caught) {
    throw damage(caught, compression);
  } finally {
    unpack.destroy();
    await feeding;
  }
}

// Errors of zlib have codes of their own; all others are not about the file's form.
function damage(caught: unknown, compression: Compression): unknown {
  const code = typeof caught === 'object' && caught !== null && 'code' in caught ? String(caught.code) : '';
  if (!code.startsWith('Z')) return caught;
  if (code === 'Z_BUF_ERROR') {
    return refusal(`is packed with ${compression} and ends before its end; copy or download it again`);
  }
  if (code.includes('windowTooLarge') || code.includes('memory')) {
    return refusal(
      'is packed with zstd and a window of more than 128 MiB (as --long=31 makes it), the most that is kept in memory; unpack it yourself with zstd -d --long=31, or pack it again without --long',
    );
  }
  return refusal(`is packed with ${compression} and damaged; copy or download it again`);
}
