import { ScalarType, type DescField } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';

/** What fields hold that nobody should send. Each is a whole field on the wire, its tag included. */

const NUMBERS: readonly bigint[] = [
  ...[0n, 1n, 2n, 7n, 99n, 127n, 128n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n],
  ...[2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n],
  // What a calendar begins and ends with, in seconds.
  ...[253_402_300_799n, 253_402_300_800n, 8_640_000_000_000n, 8_640_000_000_001n],
];
const DOUBLES: readonly number[] = [
  ...[
    NaN,
    Infinity,
    -Infinity,
    -0,
    5e-324,
    -1,
    1.5,
    1e308,
    -1e308,
    2 ** 53,
    2 ** 31,
    1e-12,
    1 + Number.EPSILON,
  ],
];
/** Texts that are no UTF-8, that no database keeps, or that mean something elsewhere. */
const TEXTS: readonly Buffer[] = [
  ...[
    '',
    '\0',
    'a\0b',
    ' ',
    '\n',
    '\u202e\u200b',
    '%',
    '%00',
    "'; DROP TABLE x; --",
    '../../../etc/passwd',
    '${7*7}',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '{"a":',
    '💔'.repeat(100),
    '\ufffe',
    '\u0130',
    'e\u0301',
    '-',
    '/',
    'runs/',
    'runs/x',
  ],
  ...[
    'x'.repeat(300),
    'x'.repeat(5_000),
    'é'.repeat(50_000),
    '9'.repeat(400),
    'NaN',
    'Infinity',
    '1e999',
    'null',
  ],
].map((text) => Buffer.from(text, 'utf8'));
const NO_TEXTS: readonly Buffer[] = [
  [0xff],
  [0xc0, 0x80],
  // A lone surrogate, as encoders write it that do not look.
  [0xed, 0xa0, 0x80],
  [0x61, 0xed, 0xbf, 0xbf, 0x62],
  [0xf4, 0x90, 0x80, 0x80],
  [0xe2, 0x82],
].map((bytes) => Buffer.from(bytes));

const raw = (no: number, type: WireType, bytes: Uint8Array): Buffer =>
  Buffer.concat([new BinaryWriter().tag(no, type).finish(), bytes]);
const lengthed = (no: number, bytes: Uint8Array): Buffer =>
  Buffer.from(new BinaryWriter().tag(no, WireType.LengthDelimited).bytes(bytes).finish());

/** A varint of any number of 64 bits, which readers of 32 have to cut. */
function varint(no: number, value: bigint): Buffer {
  return Buffer.from(new BinaryWriter().tag(no, WireType.Varint).uint64(value).finish());
}

const double = (no: number, value: number): Buffer =>
  Buffer.from(new BinaryWriter().tag(no, WireType.Bit64).double(value).finish());

const text = fc.oneof(
  fc.constantFrom(...TEXTS, ...NO_TEXTS),
  fc.uint8Array({ maxLength: 40 }).map((one) => Buffer.from(one)),
);

/** A value of the right kind on the wire that is at an end of what there is, or beyond it. */
export function extreme(field: DescField): fc.Arbitrary<Buffer> {
  const { number: no } = field;
  if (field.message !== undefined) return nested(no);
  if (field.enum !== undefined) return fc.constantFrom(...NUMBERS).map((value) => varint(no, value));
  switch (field.scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return text.map((value) => lengthed(no, value));
    case ScalarType.DOUBLE:
      return fc.constantFrom(...DOUBLES).map((value) => double(no, value));
    case ScalarType.FLOAT:
      return fc.constantFrom(...DOUBLES).map((value) =>
        Buffer.from(
          new BinaryWriter()
            .tag(no, WireType.Bit32)
            .float(value === value ? Math.fround(value) : value)
            .finish(),
        ),
      );
    default:
      return fc.constantFrom(...NUMBERS).map((value) => varint(no, value));
  }
}

/** Messages in messages, or groups in groups, of the same number. */
function nested(no: number): fc.Arbitrary<Buffer> {
  return fc.oneof(
    fc.constantFrom(1, 2, 50, 99, 101, 3_000).map((depth) => {
      let inner: Buffer = Buffer.alloc(0);
      for (let level = 0; level < depth && inner.length < 100_000; level += 1) inner = lengthed(no, inner);
      return inner;
    }),
    fc.constantFrom(1, 90, 101, 50_000).map((depth) => deepGroups(no, depth)),
  );
}

function deepGroups(no: number, depth: number): Buffer {
  const tag = (type: WireType): Uint8Array => new BinaryWriter().tag(no, type).finish();
  const [start, end] = [tag(WireType.StartGroup), tag(WireType.EndGroup)];
  return Buffer.concat([
    ...Array.from({ length: depth }, () => start),
    ...Array.from({ length: depth }, () => end),
  ]);
}

/** The field with bytes of another kind than it has. */
function mistyped({ number: no }: DescField): fc.Arbitrary<Buffer> {
  return fc.oneof(
    fc.constantFrom(...NUMBERS).map((value) => varint(no, value)),
    text.map((value) => lengthed(no, value)),
    fc.constantFrom(...DOUBLES).map((value) => double(no, value)),
    fc.constant(raw(no, WireType.Bit32, Buffer.alloc(4, 0xff))),
    fc.constant(raw(no, WireType.EndGroup, Buffer.alloc(0))),
    fc.constant(deepGroups(no, 2)),
    // Wire types 6 and 7 are none.
    fc.constant(raw(no, 6 as WireType, Buffer.alloc(3))),
  );
}

/** The field so many times that somebody who keeps each has much to keep. */
function crowd({ number: no, fieldKind }: DescField): fc.Arbitrary<Buffer> {
  const one =
    fieldKind === 'list' || fieldKind === 'map'
      ? lengthed(no, Buffer.from(''))
      : lengthed(no, Buffer.from('x'));
  return fc
    .constantFrom(2, 1_001, 20_000)
    .map((times) => Buffer.concat(Array.from({ length: times }, () => one)));
}

/** A field of a message as nobody should send it. */
export function oddField(field: DescField): fc.Arbitrary<Buffer> {
  return fc.oneof(
    { weight: 6, arbitrary: extreme(field) },
    { weight: 2, arbitrary: mistyped(field) },
    { weight: 1, arbitrary: crowd(field) },
  );
}

/** A field that no contract has. */
export const unknownField: fc.Arbitrary<Buffer> = fc.oneof(
  fc.constantFrom(...NUMBERS).map((value) => varint(19_999, value)),
  text.map((value) => lengthed(536_870_911, value)),
  fc.constant(deepGroups(15_000, 3)),
  fc.constant(Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01])),
  // Field number 0, and a length that is longer than everything.
  fc.constant(Buffer.from([0x02, 0x01, 0x00])),
  fc.constant(Buffer.from([0xfa, 0x7f, 0xff, 0xff, 0xff, 0xff, 0x0f])),
);
