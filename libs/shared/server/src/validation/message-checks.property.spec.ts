import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import fc from 'fast-check';
import { contractFiles, isWellKnown } from '@rookery/shared-runtime';
import { constraintOf } from './constraint.ts';
import { checkMessage } from './message-checks.ts';

// Messages made from the contracts themselves: good ones pass, and a good one with one fault is refused with exactly
// the path of that fault.
type Message = Record<string, unknown>;
const requests = [...contractFiles()]
  .filter((one) => one.kind === 'service')
  .flatMap((service) => service.methods.map((method) => method.input))
  .filter(({ typeName }) => typeName.startsWith('rookery.'));

function goodMessage(type: DescMessage): fc.Arbitrary<Message> {
  const members = type.members.map((member): [string, fc.Arbitrary<unknown>] => {
    if (member.kind === 'field') return [member.localName, goodField(member)];
    const chosen = member.fields.map((field) =>
      goodField(field).map((value) => ({ $case: field.localName, value })),
    );
    return [member.localName, fc.oneof(fc.constant(undefined), ...chosen)];
  });
  return fc.record(Object.fromEntries(members));
}

function goodField(field: DescField): fc.Arbitrary<unknown> {
  const constraint = constraintOf(field);
  const required = constraint?.required === true;
  const size = { minLength: required ? 1 : 0, maxLength: Math.min(3, constraint?.maxItems || 3) };
  if (field.fieldKind === 'list') return fc.array(goodValue(field, false), size);
  if (field.fieldKind === 'map') {
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), goodValue(field, false), { maxKeys: 3 });
  }
  const value = goodValue(field, required);
  const optional = field.fieldKind === 'message' || field.proto.proto3Optional;
  return optional && !required && field.oneof === undefined ? fc.option(value, { nil: undefined }) : value;
}

function goodValue(field: DescField, required: boolean): fc.Arbitrary<unknown> {
  const constraint = constraintOf(field);
  if (field.message !== undefined)
    return isWellKnown(field.message) ? fc.constant({}) : goodMessage(field.message);
  if (field.enum !== undefined) {
    const numbers = field.enum.values.map(({ number }) => number);
    return fc.constantFrom(...numbers.filter((number) => number !== 0 || constraint?.required !== true));
  }
  if (field.scalar === ScalarType.STRING) {
    if (constraint?.pattern !== undefined) {
      const longest = constraint.maxLength === 0 ? 50 : Math.min(constraint.maxLength, 50);
      return fc.stringMatching(constraint.pattern).filter((s) => s.length <= longest);
    }
    const minLength = required || constraint?.minLength ? 1 : 0;
    return fc.string({ unit: 'binary', minLength, maxLength: 8 }).filter((text) => !text.includes('\0'));
  }
  if (field.scalar === ScalarType.BYTES) return fc.uint8Array({ minLength: required ? 1 : 0, maxLength: 8 });
  if (field.scalar === ScalarType.BOOL) return fc.boolean();
  if (field.scalar === ScalarType.DOUBLE) {
    return fc.double({ min: constraint?.min ?? 0, max: constraint?.max ?? 1000, noNaN: true });
  }
  return fc.integer({ min: Math.ceil(constraint?.min ?? 0), max: Math.floor(constraint?.max ?? 1000) });
}

/** A way to spoil a message, and the path at which that has to be noticed. */
interface Fault {
  readonly path: string;
  spoil(): void;
}

function faultsOf(type: DescMessage, message: Message, prefix: string): Fault[] {
  return type.members.flatMap((member) => {
    if (member.kind === 'field') {
      const set = (value: unknown): void => void (message[member.localName] = value);
      return fieldFaults(member, message[member.localName], set, prefix + member.name);
    }
    const chosen = message[member.localName] as { $case: string; value: unknown } | undefined;
    const field = member.fields.find(({ localName }) => localName === chosen?.$case);
    if (chosen === undefined || field === undefined) return [];
    return valueFaults(field, chosen.value, (value) => void (chosen.value = value), prefix + field.name);
  });
}

function fieldFaults(field: DescField, value: unknown, set: (value: unknown) => void, path: string): Fault[] {
  const constraint = constraintOf(field);
  if (field.fieldKind === 'list') {
    const items = value as unknown[];
    const own: Fault[] = [];
    if (constraint?.required) own.push({ path, spoil: () => set([]) });
    const most = constraint?.maxItems ?? 0;
    if (most > 0 && most < 2000) own.push({ path, spoil: () => set(Array(most + 1).fill(items[0])) });
    const inner = items.flatMap((item, index) =>
      valueFaults(field, item, (other) => void (items[index] = other), `${path}[${index}]`),
    );
    return [...own, ...inner];
  }
  if (field.fieldKind === 'map') {
    const entries = value as Record<string, unknown>;
    return Object.keys(entries).flatMap((key) =>
      valueFaults(field, entries[key], (other) => void (entries[key] = other), `${path}["${key}"]`),
    );
  }
  const missing: Fault[] =
    constraint?.required === true
      ? [{ path, spoil: () => set(field.message ? undefined : field.enum ? 0 : '') }]
      : [];
  return value === undefined ? missing : [...missing, ...valueFaults(field, value, set, path)];
}

function valueFaults(field: DescField, value: unknown, set: (value: unknown) => void, path: string): Fault[] {
  if (field.message !== undefined) {
    return isWellKnown(field.message) ? [] : faultsOf(field.message, value as Message, `${path}.`);
  }
  if (field.enum !== undefined) return [{ path, spoil: () => set(77) }];
  const { maxLength = 0, min, max, pattern } = constraintOf(field) ?? {};
  const faults: Fault[] = [];
  if (maxLength > 0 && field.scalar === ScalarType.STRING) {
    faults.push({ path, spoil: () => set('x'.repeat(maxLength + 1)) });
  }
  if (field.scalar === ScalarType.STRING) faults.push({ path, spoil: () => set('a\0') });
  if (pattern !== undefined) faults.push({ path, spoil: () => set('no\nmatch /') });
  if (min !== undefined) faults.push({ path, spoil: () => set(min - 1) });
  if (max !== undefined) faults.push({ path, spoil: () => set(max + 1) });
  return faults;
}

describe('the checks of every request of the contracts', () => {
  it.each(requests.map((type) => [type.typeName, type] as const))('%s', (typeName, type) => {
    fc.assert(
      fc.property(goodMessage(type), fc.nat(), (message, choice) => {
        checkMessage(typeName, message);
        const faults = faultsOf(type, message, '');
        const fault = faults[choice % faults.length];
        if (fault === undefined) return;
        fault.spoil();
        let refused: unknown;
        try {
          checkMessage(typeName, message);
        } catch (error) {
          refused = error;
        }
        expect(refused).toBeInstanceOf(RookeryError);
        expect((refused as RookeryError).violations.map(({ field }) => field)).toEqual([fault.path]);
      }),
      { numRuns: 50 },
    );
  });
});
