import { isBlank } from '@rookery/shared-scenario';
import { ColumnProblem } from './rejection.ts';

/** Longest texts, in characters (Unicode code points): the limits of the contract's Scenario. */
export const MAX_QUERY = 20_000;
export const MAX_BACKGROUND = 20_000;
export const MAX_SITUATION = 500;
export const MAX_ATTRIBUTE = 2_000;
/** The limits of the contract's JudgeRequest and RunSpec. */
export const MAX_RESPONSE = 200_000;
export const MAX_MODEL = 200;

/**
 * The trimmed text of a cell; empty when there is none. Numbers are taken
 * as they are written, because ages often are numbers. Throws a ColumnProblem for anything else, for a text over the limit,
 * and for what no database text may hold.
 * @param column names it in the reason
 */
export function textOf(value: unknown, column: string, limit: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
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

/** The same where "nan", "None" and the like are how a program wrote that there is nothing. */
export function sayingText(value: unknown, column: string, limit: number): string {
  const text = textOf(value, column, limit);
  return isBlank(text) ? '' : text;
}

/** Whether nothing is lost when a cell is left out. */
export function isEmptyCell(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
