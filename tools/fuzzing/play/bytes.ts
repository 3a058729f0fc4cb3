import fc from 'fast-check';

/** One thing that goes wrong with bytes. Places are taken modulo the length. */
export type Change =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'lose' | 'double' | 'reverse'; readonly at: number; readonly length: number }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'put in' | 'put over'; readonly at: number; readonly base64: string };

/** What readers of bytes stumble over: ends of numbers, marks of encodings, text that is none. */
const ODD_BYTES: readonly (readonly number[])[] = [
  [0x00],
  [0xff],
  [0xff, 0xff, 0xff, 0xff],
  [0x00, 0x00, 0x00, 0x80],
  [0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0x0d],
  [0x0a],
  [0x22],
  [0x5c],
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
];

const base64 = (bytes: Iterable<number>): string => Buffer.from([...bytes]).toString('base64');
const at = fc.nat({ max: 1_000_000 });
const length = fc.integer({ min: 1, max: 64 });
const odd = fc.oneof(
  fc.constantFrom(...ODD_BYTES).map(base64),
  fc.uint8Array({ minLength: 1, maxLength: 16 }).map(base64),
);

/** Any of them. */
export const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.record({ kind: fc.constantFrom('lose' as const, 'double' as const, 'reverse' as const), at, length }),
  fc.record({ kind: fc.constant('flip' as const), at, bit: fc.nat({ max: 7 }) }),
  fc.record({ kind: fc.constantFrom('put in' as const, 'put over' as const), at, base64: odd }),
);

/** The bytes after the changes, one after the other. */
export function changed(bytes: Uint8Array, changes: readonly Change[]): Buffer {
  return changes.reduce<Buffer>(applied, Buffer.from(bytes));
}

function applied(bytes: Buffer, change: Change): Buffer {
  const place = change.at % (bytes.length + 1);
  const before = bytes.subarray(0, place);
  const rest = bytes.subarray(place);
  switch (change.kind) {
    case 'cut':
      return before;
    case 'lose':
      return Buffer.concat([before, rest.subarray(change.length)]);
    case 'double':
      return Buffer.concat([before, rest.subarray(0, change.length), rest]);
    case 'reverse':
      return Buffer.concat([
        before,
        Buffer.from(rest.subarray(0, change.length)).reverse(),
        rest.subarray(change.length),
      ]);
    case 'flip': {
      const flipped = Buffer.from(bytes);
      if (place < flipped.length) flipped[place] = (flipped[place] ?? 0) ^ (1 << change.bit);
      return flipped;
    }
    case 'put in':
      return Buffer.concat([before, Buffer.from(change.base64, 'base64'), rest]);
    case 'put over': {
      const put = Buffer.from(change.base64, 'base64');
      return Buffer.concat([before, put, rest.subarray(put.length)]);
    }
  }
}
