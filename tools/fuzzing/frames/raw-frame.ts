/** Frames of HTTP/2 (RFC 9113) as bytes, right or wrong. */

export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HEAD_BYTES = 9;

export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const;

/** A frame. */
export interface RawFrame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly base64: string;
  /** What its head says of its length; not set: the truth. */
  readonly claims?: number | undefined;
  /** How often it is sent. */
  readonly times: number;
}

/** The frame once. */
export function bytesOf({ type, flags, stream, base64, claims }: RawFrame): Buffer {
  const payload = Buffer.from(base64, 'base64');
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUIntBE((claims ?? payload.length) & 0xff_ffff, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream >>> 0, 5);
  return Buffer.concat([head, payload]);
}

/** The whole frames at the beginning of some bytes. */
export function framesIn(bytes: Buffer): readonly { readonly type: number; readonly payload: Buffer }[] {
  const frames: { type: number; payload: Buffer }[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
    const length = bytes.readUIntBE(at, 3);
    const payload = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
    if (payload.length < length) break;
    frames.push({ type: bytes.readUInt8(at + 3), payload });
    at += HEAD_BYTES + length;
  }
  return frames;
}

/** Headers as HPACK (RFC 7541) has them without a table and without Huffman's code. */
export function headerBlock(headers: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(headers.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** In seven bits and as many bytes more as it takes. */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const more: number[] = [127];
  let rest = value - 127;
  for (; rest >= 128; rest >>>= 7) more.push((rest & 127) | 128);
  return Buffer.from([...more, rest]);
}
