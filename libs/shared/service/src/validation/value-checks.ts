import { ScalarType } from '@bufbuild/protobuf';
import type { DescEnum, DescField } from '@bufbuild/protobuf';
import type { Constraint } from './constraint.ts';
import type { Violations } from './violations.ts';

/** Checks one value (a field, an element of a list, a value of a map) and adds what is wrong to `found`. */
export type ValueCheck = (value: unknown, found: Violations) => void;

const LONGEST_QUOTATION = 60;

/** The checks of one scalar or enum value; undefined when every value is allowed. */
export function valueCheck(
  field: DescField,
  constraint: Constraint | undefined,
  personal: boolean,
): ValueCheck | undefined {
  if (field.enum !== undefined) return enumCheck(field.enum, constraint?.required === true);
  if (constraint === undefined) return undefined;
  if (field.scalar === ScalarType.STRING) return textCheck(constraint, personal);
  if (field.scalar === ScalarType.BYTES) return bytesCheck(constraint);
  if (constraint.min === undefined && constraint.max === undefined) return undefined;
  return numberCheck(constraint, personal);
}

function enumCheck(type: DescEnum, required: boolean): ValueCheck {
  const names = type.values.filter(({ number }) => number !== 0).map(({ name }) => name);
  const defined = new Set(type.values.map(({ number }) => number));
  const allowed = `one of ${names.join(', ')}`;
  return (value, found) => {
    if (!defined.has(value as number)) found.add(`is ${String(value)}, allowed: ${allowed}`);
    else if (required && value === 0) found.add(`is not set, allowed: ${allowed}`);
  };
}

function textCheck({ maxLength, pattern, patternWords }: Constraint, personal: boolean): ValueCheck {
  return (value, found) => {
    const text = value as string;
    const length = lengthBeyond(text, maxLength);
    if (length > 0) found.add(`has ${length} characters, at most ${maxLength} allowed`);
    else if (pattern !== undefined && text !== '' && !pattern.test(text)) {
      found.add(`is ${quoted(text, personal)}, allowed: ${patternWords}`);
    }
  };
}

function bytesCheck({ maxLength }: Constraint): ValueCheck | undefined {
  if (maxLength === 0) return undefined;
  return (value, found) => {
    const { length } = value as Uint8Array;
    if (length > maxLength) found.add(`has ${length} bytes, at most ${maxLength} allowed`);
  };
}

function numberCheck({ min = -Infinity, max = Infinity }: Constraint, personal: boolean): ValueCheck {
  const allowed =
    min === -Infinity ? `at most ${max}` : max === Infinity ? `at least ${min}` : `from ${min} to ${max}`;
  return (value, found) => {
    // The negation also refuses NaN.
    if (!((value as number) >= min && (value as number) <= max)) {
      found.add(`is ${personal ? 'out of range' : String(value)}, allowed: ${allowed}`);
    }
  };
}

/** The length of a text in code points when it is longer than `maxLength` (0: unlimited), else 0. */
export function lengthBeyond(text: string, maxLength: number): number {
  // Code points are never more than code units, so most texts need no counting.
  if (maxLength === 0 || text.length <= maxLength) return 0;
  const length = codePoints(text);
  return length > maxLength ? length : 0;
}

function quoted(text: string, personal: boolean): string {
  const length = codePoints(text);
  if (personal) return `a text of ${length} characters`;
  if (length <= LONGEST_QUOTATION) return JSON.stringify(text);
  const start = [...text.slice(0, 2 * LONGEST_QUOTATION)].slice(0, LONGEST_QUOTATION).join('');
  return `${JSON.stringify(start)}… (${length} characters)`;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
