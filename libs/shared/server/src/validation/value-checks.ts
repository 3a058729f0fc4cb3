import { ScalarType, type DescEnum, type DescField } from '@bufbuild/protobuf';
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
  if (field.scalar === ScalarType.STRING) {
    return constraint === undefined ? storableCheck : textCheck(constraint, personal);
  }
  if (constraint === undefined) return undefined;
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

/** Neither PostgreSQL nor most clients can hold it, and nobody types it. */
const NOWHERE_STORED = '\0';

/** What every text has to be, a key or a name as well; undefined when nothing is wrong. */
export function unstorable(text: string): string | undefined {
  const at = text.indexOf(NOWHERE_STORED);
  return at < 0
    ? undefined
    : `holds U+0000 after ${codePoints(text.slice(0, at))} characters, which no text may hold`;
}

const storableCheck: ValueCheck = (value, found) => {
  const wrong = unstorable(value as string);
  if (wrong !== undefined) found.add(wrong);
};

function textCheck({ pattern, patternWords, ...lengths }: Constraint, personal: boolean): ValueCheck {
  return (value, found) => {
    const text = value as string;
    const wrong = wrongLength(text, lengths);
    const unstored = unstorable(text);
    if (wrong !== undefined) found.add(`has ${wrong}`);
    else if (unstored !== undefined) found.add(unstored);
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

/** What is wrong with the length of a text, in code points; undefined when nothing is. A limit of 0 is none. */
export function wrongLength(
  text: string,
  { minLength, maxLength }: { readonly minLength: number; readonly maxLength: number },
): string | undefined {
  // Code points are never more than code units and never fewer than half, so few texts need counting.
  const mayBeLong = maxLength > 0 && text.length > maxLength;
  const mayBeShort = text.length < 2 * minLength;
  if (!mayBeLong && !mayBeShort) return undefined;
  const length = codePoints(text);
  if (maxLength > 0 && length > maxLength) return `${length} characters, at most ${maxLength} allowed`;
  if (length < minLength) return `${length} characters, at least ${minLength} required`;
  return undefined;
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
