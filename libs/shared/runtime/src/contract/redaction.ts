import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { contractFiles, isPersonal, isWellKnown, messageDescriptor } from './contract-files.ts';

const REDACTED = '[personal]';

/** Property names (camelCase) of every field that the contracts mark with `debug_redact`. */
export function personalFieldNames(): string[] {
  const names = new Set<string>();
  for (const descriptor of contractFiles()) {
    if (descriptor.kind !== 'message') continue;
    for (const field of descriptor.fields) if (isPersonal(field)) names.add(field.localName);
  }
  return [...names].sort();
}

/**
 * A message as it may be logged: a copy with `[personal]` in place of every field that its contract marks with
 * `debug_redact`, at any depth.
 */
export function withoutPersonal(typeName: string, message: object): Record<string, unknown> {
  return copy(messageDescriptor(typeName), message);
}

function copy(descriptor: DescMessage, message: object): Record<string, unknown> {
  const given = message as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const member of descriptor.members) {
    const value = given[member.localName];
    if (value === undefined) continue;
    if (member.kind === 'field') {
      result[member.localName] = redacted(member, value);
      continue;
    }
    const chosen = value as { $case: string; value: unknown };
    const field = member.fields.find(({ localName }) => localName === chosen.$case);
    if (field !== undefined) {
      result[member.localName] = { $case: chosen.$case, value: redacted(field, chosen.value) };
    }
  }
  return result;
}

function redacted(field: DescField, value: unknown): unknown {
  if (isPersonal(field)) return REDACTED;
  const type = field.message;
  if (type === undefined || isWellKnown(type)) return value;
  if (field.fieldKind === 'list') return (value as object[]).map((item) => copy(type, item));
  if (field.fieldKind === 'map') {
    return Object.fromEntries(
      Object.entries(value as Record<string, object>).map(([key, item]) => [key, copy(type, item)]),
    );
  }
  return copy(type, value as object);
}
