import { RookeryError } from '@rookery/shared-errors';
import { request, type Place } from './request.ts';

/** Times in a row that a connection may break without having brought a byte. */
const FRUITLESS_ATTEMPTS = 3;

/** A file on an HTTP server of which only parts are read, where the server can do that. */
export class RemoteFile {
  readonly #place: Place;
  readonly #size: number;
  /** The last part of the file, or all of it. */
  readonly #tail: Buffer;

  private constructor(place: Place, size: number, tail: Buffer) {
    this.#place = place;
    this.#size = size;
    this.#tail = tail;
  }

  /**
   * Reads the end of the file; all of it from a server that knows no ranges.
   * @throws RookeryError UNAVAILABLE, NOT_FOUND; the signal's reason
   */
  static async open(place: Place, tailBytes: number, signal: AbortSignal): Promise<RemoteFile> {
    const { response, chunks } = await request(place, signal, { range: `bytes=-${tailBytes}` });
    const tail = Buffer.concat(await Array.fromAsync(chunks));
    if (response.status === 200) return new RemoteFile(place, tail.length, tail);
    const size = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]);
    if (!Number.isSafeInteger(size)) {
      throw new RookeryError('UNAVAILABLE', `${place.url.host} answers a range without its size`);
    }
    return new RemoteFile(place, size, tail);
  }

  get tail(): Buffer {
    return this.#tail;
  }

  /**
   * The bytes from `start` up to `end`; goes on where it was when the connection breaks.
   * @param onBytes told how many bytes more have come
   * @throws RookeryError UNAVAILABLE, DATA_LOSS (the file ends before `end`); the signal's reason
   */
  async read(
    start: number,
    end: number,
    signal: AbortSignal,
    onBytes: (count: number) => void = () => undefined,
  ): Promise<Buffer> {
    if (start > end || end > this.#size) throw new RookeryError('DATA_LOSS', 'the file is too short');
    const tailStart = this.#size - this.#tail.length;
    if (start >= tailStart) return this.#tail.subarray(start - tailStart, end - tailStart);
    const parts: Buffer[] = [];
    let at = start;
    for (let fruitless = 0; at < end;) {
      const before = at;
      try {
        const range = `bytes=${at}-${end - 1}`;
        const { response, chunks } = await request(this.#place, signal, { range });
        if (response.status !== 206) throw noRange(this.#place);
        for await (const chunk of chunks) {
          parts.push(chunk.subarray(0, end - at));
          at += Math.min(chunk.length, end - at);
          onBytes(chunk.length);
        }
      } catch (error) {
        signal.throwIfAborted();
        fruitless = at > before ? 0 : fruitless + 1;
        if (fruitless === FRUITLESS_ATTEMPTS) throw error;
        continue;
      }
      if (at === before) throw noRange(this.#place);
    }
    return Buffer.concat(parts);
  }
}

function noRange({ url }: Place): RookeryError {
  return new RookeryError('UNAVAILABLE', `${url.host} does not send the ranges it is asked for`);
}
