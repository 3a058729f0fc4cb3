import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isWellKnown, messageDescriptor } from './contract-files.ts';

/**
 * The JSON form of a message with the zeros that the short form leaves out: a count of 0 is there, an empty list too. What
 * has presence (an `optional`, a message, a member of a oneof) stays out while it is not set.
 * @param json what the message's `toJSON` gave
 */
export function withZeros(typeName: string, json: unknown): Record<string, unknown> {
  return filled(messageDescriptor(typeName), json as Record<string, unknown>);
}

function filled(descriptor: DescMessage, json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = descriptor.fields.flatMap((field) => {
    const value = json[field.jsonName] === undefined ? zeroOf(field) : inside(field, json[field.jsonName]);
    return value === undefined ? [] : [[field.jsonName, value] as const];
  });
  return Object.fromEntries(fields);
}

/** Undefined: the field has presence. */
function zeroOf(field: DescField): unknown {
  switch (field.fieldKind) {
    case 'list':
      return [];
    case 'map':
      return {};
    case 'message':
      return undefined;
    case 'enum':
      return isOptional(field) ? undefined : field.enum.values[0]?.name;
    case 'scalar':
      return isOptional(field) ? undefined : scalarZero(field.scalar);
  }
}

function scalarZero(type: ScalarType): unknown {
  if (type === ScalarType.STRING || type === ScalarType.BYTES) return '';
  return type === ScalarType.BOOL ? false : 0;
}

function inside(field: DescField, value: unknown): unknown {
  const { message } = field;
  if (message === undefined || isWellKnown(message)) return value;
  const one = (item: unknown): unknown => filled(message, item as Record<string, unknown>);
  if (field.fieldKind === 'list') return (value as unknown[]).map(one);
  if (field.fieldKind === 'map') {
    return Object.fromEntries(
      Object.entries(value as Record<string, unknown>).map(([key, item]) => [key, one(item)]),
    );
  }
  return one(value);
}

const isOptional = (field: DescField): boolean => field.oneof !== undefined || field.proto.proto3Optional;
