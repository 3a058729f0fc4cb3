import { InvalidArgumentError } from 'commander';

/** Comma-separated words, at least one. */
export function list(text: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw new InvalidArgumentError('a comma-separated list is wanted');
  return items;
}

/** Comma-separated words out of these, at least one and each once. */
export function among<Word extends string>(words: readonly Word[]): (text: string) => Word[] {
  return (text) => {
    const named = list(text);
    const known = new Set<string>(words);
    const wrong = named.find((word, index) => !known.has(word) || named.indexOf(word) !== index);
    if (wrong === undefined) return named as Word[];
    throw new InvalidArgumentError(
      `${JSON.stringify(wrong)} is none of these, or is there twice: ${words.join(', ')}`,
    );
  };
}

/** `name=number`, once or several times: what was given before comes as `before`. */
export function namedAmount(
  text: string,
  before: Readonly<Record<string, number>> | undefined,
): Record<string, number> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('name=number is wanted, such as past_self_harm_history=0.1');
  return { ...before, [text.slice(0, at).trim()]: amount(text.slice(at + 1)) };
}

/** A whole number within limits, both included. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is wanted`);
    }
    return value;
  };
}

/** A number of 0 or more. */
export function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('an amount of 0 or more is wanted');
  }
  return value;
}

/** A number from 0 to 5. */
export function completeness(text: string): number {
  const value = amount(text);
  if (value > 5) throw new InvalidArgumentError('a number from 0 to 5 is wanted');
  return value;
}

/** A number above 0. */
export function positive(text: string): number {
  const value = amount(text);
  if (value === 0) throw new InvalidArgumentError('a number above 0 is wanted');
  return value;
}

/** Comma-separated whole numbers within limits, at least one. */
export function wholeNumbers(min: number, max: number): (text: string) => number[] {
  return (text) => list(text).map(wholeNumber(min, max));
}

/** Comma-separated numbers of 0 or more, at least one. */
export function amounts(text: string): number[] {
  return list(text).map(amount);
}
