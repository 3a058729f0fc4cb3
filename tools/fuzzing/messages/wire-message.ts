import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { goodNumber, goodText, isRequired } from './good-values.ts';
import { oddField, unknownField } from './odd-values.ts';

/** Deeper messages are left out: they are optional where contracts end in them. */
const DEEPEST = 6;
const NOTHING = fc.constant(Buffer.alloc(0));

/** Messages of each type and manner are made once: a type may contain itself. */
const made = new Map<string, fc.Arbitrary<Buffer>>();

/**
 * A message on the wire.
 * @param odd whether fields may hold what nobody should send; without it all are as the contract wants them
 */
export function wireMessage(type: DescMessage, odd: boolean, depth = 0): fc.Arbitrary<Buffer> {
  const key = `${type.typeName} ${odd} ${depth}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const members = type.members.map((member) =>
    member.kind === 'field' ? oneField(member, odd, depth) : oneOf(member.fields, odd, depth),
  );
  const strangers = odd ? sometimes(1, 15, unknownField) : NOTHING;
  const message = fc.tuple(...members, strangers).map((parts) => Buffer.concat(parts));
  made.set(key, message);
  return message;
}

function oneField(field: DescField, odd: boolean, depth: number): fc.Arbitrary<Buffer> {
  const good = goodField(field, odd, depth);
  const there = odd
    ? fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: oddField(field) })
    : good;
  if (isRequired(field)) return odd ? sometimes(30, 1, there) : there;
  return sometimes(2, 3, there);
}

function oneOf(fields: readonly DescField[], odd: boolean, depth: number): fc.Arbitrary<Buffer> {
  const members = fields.map((field) => goodField(field, odd, depth));
  if (!odd) return fc.oneof(...members);
  return fc.oneof(
    { weight: 8, arbitrary: fc.oneof(...members) },
    { weight: 1, arbitrary: NOTHING },
    { weight: 1, arbitrary: fc.oneof(...fields.map(oddField)) },
  );
}

function sometimes(there: number, not: number, field: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc.oneof({ weight: not, arbitrary: NOTHING }, { weight: there, arbitrary: field });
}

function goodField(field: DescField, odd: boolean, depth: number): fc.Arbitrary<Buffer> {
  if (field.fieldKind === 'map') return fc.array(entry(field, odd, depth), { maxLength: 3 }).map(joined);
  const one = goodValue(field, odd, depth);
  if (field.fieldKind !== 'list') return one;
  return fc.array(one, { minLength: isRequired(field) ? 1 : 0, maxLength: 3 }).map(joined);
}

const joined = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts);

/** Two fields in a message of its own. */
function entry(field: DescField & { fieldKind: 'map' }, odd: boolean, depth: number): fc.Arbitrary<Buffer> {
  const key = fc.constantFrom('age', 'gender', 'x').map((text) => text);
  const value = goodValue(field, odd, depth, 2);
  return fc.tuple(key, value).map(([name, inner]) => {
    const head = new BinaryWriter().tag(1, WireType.LengthDelimited).string(name).finish();
    return lengthed(field.number, Buffer.concat([head, inner]));
  });
}

function lengthed(no: number, bytes: Uint8Array): Buffer {
  return Buffer.from(new BinaryWriter().tag(no, WireType.LengthDelimited).bytes(bytes).finish());
}

function goodValue(field: DescField, odd: boolean, depth: number, no = field.number): fc.Arbitrary<Buffer> {
  if (field.message !== undefined) {
    if (depth >= DEEPEST) return NOTHING;
    return wireMessage(field.message, odd, depth + 1).map((inner) => lengthed(no, inner));
  }
  if (field.enum !== undefined) {
    const numbers = field.enum.values.map(({ number }) => number);
    return fc
      .constantFrom(...numbers.filter((number) => number !== 0 || !isRequired(field)))
      .map((value) => Buffer.from(new BinaryWriter().tag(no, WireType.Varint).int32(value).finish()));
  }
  return scalar(field, no);
}

function scalar(field: DescField, no: number): fc.Arbitrary<Buffer> {
  const writer = (type: WireType): BinaryWriter => new BinaryWriter().tag(no, type);
  const done = (written: BinaryWriter): Buffer => Buffer.from(written.finish());
  switch (field.scalar) {
    case ScalarType.STRING:
      return goodText(field).map((text) => done(writer(WireType.LengthDelimited).string(text)));
    case ScalarType.BYTES:
      return fc.uint8Array({ minLength: 1, maxLength: 16 }).map((bytes) => lengthed(no, bytes));
    case ScalarType.BOOL:
      return fc.boolean().map((value) => done(writer(WireType.Varint).bool(value)));
    case ScalarType.DOUBLE:
      return goodNumber(field).map((value) => done(writer(WireType.Bit64).double(value)));
    case ScalarType.FLOAT:
      return goodNumber(field).map((value) => done(writer(WireType.Bit32).float(value)));
    default:
      return goodNumber(field).map((value) => done(writer(WireType.Varint).int64(value)));
  }
}
