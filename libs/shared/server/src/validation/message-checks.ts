import type { DescField, DescMessage, DescOneof } from '@bufbuild/protobuf';
import { isPersonal, isWellKnown, messageDescriptor, requestDescriptor } from '@rookery/shared-runtime';
import { listCheck, mapCheck } from './collection-checks.ts';
import { constraintOf } from './constraint.ts';
import { valueCheck, type ValueCheck } from './value-checks.ts';
import { Violations } from './violations.ts';

type Fields = Readonly<Record<string, unknown>>;
type MemberCheck = (message: Fields, found: Violations) => void;

/** Compiled once for each message type. A list that fills up after it is handed out: a type may contain itself. */
const compiled = new Map<string, MemberCheck[]>();

/**
 * Checks a message against the limits that its contract states.
 * @throws RookeryError INVALID_ARGUMENT that names every wrong field in proto spelling, its value (the length of it
 * when it is personal) and the limit
 */
export function checkMessage(typeName: string, message: object): void {
  run(checksOf(messageDescriptor(typeName), false), message);
}

/** `checkMessage` for the requests of the method at a gRPC path; undefined when there is nothing to check. */
export function requestCheck(path: string): ((request: object) => void) | undefined {
  const descriptor = requestDescriptor(path);
  if (descriptor === undefined) return undefined;
  const checks = checksOf(descriptor, false);
  return checks.length === 0 ? undefined : (request) => run(checks, request);
}

function run(checks: readonly MemberCheck[], message: object): void {
  const found = new Violations();
  for (const check of checks) check(message as Fields, found);
  const error = found.error();
  if (error !== undefined) throw error;
}

// Everything inside of a personal field is personal too.
function checksOf(descriptor: DescMessage, personal: boolean): MemberCheck[] {
  const key = `${descriptor.typeName} ${personal}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const checks: MemberCheck[] = [];
  compiled.set(key, checks);
  for (const member of descriptor.members) {
    const check = member.kind === 'oneof' ? oneofCheck(member, personal) : fieldCheck(member, personal);
    if (check !== undefined) checks.push(check);
  }
  return checks;
}

function fieldCheck(field: DescField, inherited: boolean): MemberCheck | undefined {
  const check = presentCheck(field, inherited);
  const required = constraintOf(field)?.required === true;
  if (check === undefined && !required) return undefined;
  const { localName, name } = field;
  const isMissing = missing[field.fieldKind];
  return (message, found) => {
    const value = message[localName];
    const absent = isMissing(value);
    if (absent && !required) return;
    found.enter(name);
    if (absent) found.add('is not set, a value is required');
    else check?.(value, found);
    found.leave();
  };
}

/** The checks of a oneof: those of the member that is set. */
function oneofCheck(oneof: DescOneof, inherited: boolean): MemberCheck | undefined {
  const checks = new Map<string, { name: string; check: ValueCheck }>();
  for (const field of oneof.fields) {
    const check = presentCheck(field, inherited);
    if (check !== undefined) checks.set(field.localName, { name: field.name, check });
  }
  if (checks.size === 0) return undefined;
  return (message, found) => {
    const chosen = message[oneof.localName] as { $case: string; value: unknown } | undefined;
    const member = chosen === undefined ? undefined : checks.get(chosen.$case);
    if (member === undefined) return;
    found.enter(member.name);
    member.check(chosen?.value, found);
    found.leave();
  };
}

/** The checks of a field that is set, elements and entries included. */
function presentCheck(field: DescField, inherited: boolean): ValueCheck | undefined {
  const constraint = constraintOf(field);
  const personal = inherited || isPersonal(field);
  const each =
    field.message === undefined ? valueCheck(field, constraint, personal) : nested(field.message, personal);
  if (field.fieldKind === 'list') return listCheck(each, constraint?.maxItems ?? 0);
  if (field.fieldKind === 'map') {
    return mapCheck(each, { maxItems: 0, minLength: 0, maxLength: 0, ...constraint }, personal);
  }
  return each;
}

function nested(type: DescMessage, personal: boolean): ValueCheck | undefined {
  if (isWellKnown(type)) return undefined;
  const checks = checksOf(type, personal);
  return (value, found) => {
    for (const check of checks) check(value as Fields, found);
  };
}

/** What counts as not set. A number is always set, a zero enum value is judged by its own check. */
const missing: Readonly<Record<DescField['fieldKind'], (value: unknown) => boolean>> = {
  scalar: (value) =>
    value === undefined || value === '' || (value instanceof Uint8Array && value.length === 0),
  enum: (value) => value === undefined,
  message: (value) => value === undefined,
  list: (value) => value === undefined || (value as unknown[]).length === 0,
  map: (value) => value === undefined || Object.keys(value as object).length === 0,
};
