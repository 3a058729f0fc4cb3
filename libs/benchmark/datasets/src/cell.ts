import { ColumnProblem } from './rejection.ts';

/** Longest texts, in characters (Unicode code points): the limits of the contract's Scenario. */
export const MAX_QUERY = 20_000;
export const MAX_BACKGROUND = 20_000;
export const MAX_SITUATION = 500;
export const MAX_ATTRIBUTE = 2_000;

/**
 * The trimmed text of a column; empty when the column is absent or null. Numbers are taken as they are written,
 * because ages often are numbers. Throws a ColumnProblem for anything else, for a text over the limit, and for
 * what no database text may hold.
 */
export function textIn(columns: Readonly<Record<string, unknown>>, column: string, limit: number): string {
  return textOf(Object.hasOwn(columns, column) ? columns[column] : undefined, column, limit);
}

/** The same for a value on its own; `column` names it in the reason. */
export function textOf(value: unknown, column: string, limit: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new ColumnProblem(column, 'is not text');
  const text = value.trim();
  if (text.includes('\0')) throw new ColumnProblem(column, 'holds a NUL character, which is not text');
  if (!text.isWellFormed()) throw new ColumnProblem(column, 'holds half a character (a lone surrogate)');
  const length = text.length > limit ? Array.from(text).length : text.length;
  if (length > limit) {
    throw new ColumnProblem(column, `has ${length} characters, at most ${limit} are allowed`);
  }
  return text;
}
