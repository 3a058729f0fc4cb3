import { DIMENSIONS, type Dimension } from '@rookery/judge-rubric';
import type { JsonObjects } from './json-objects.ts';
import { ScoreSheet } from './score-sheet.ts';

/** What a JSON object says as a verdict. */
export interface StructuredVerdict {
  readonly sheet: ScoreSheet;
  readonly total: number | undefined;
}

const TOTAL_KEYS = new Set(['total', 'sum', 'comprehensive_score']);

/** The last of the objects that scores at least one dimension; undefined when none does. */
export function structuredVerdict({ objects }: JsonObjects): StructuredVerdict | undefined {
  for (const { source, value } of objects.toReversed()) {
    const sheet = new ScoreSheet();
    let total: number | undefined;
    for (const [key, given] of scoresIn(value)) {
      if (TOTAL_KEYS.has(normalised(key))) total = given;
      const dimension = dimensionOf(key);
      if (dimension !== undefined) sheet.add(dimension.key, given);
    }
    if (sheet.isEmpty) continue;
    for (const [dimension, score] of repeated(source)) sheet.add(dimension.key, score);
    return { sheet, total };
  }
  return undefined;
}

// JSON.parse keeps the last of two equal keys; a verdict that says both must not pass for one.
function repeated(source: string): (readonly [Dimension, number])[] {
  return [...source.matchAll(/(?<!\\)"(\w+)"\s*:\s*"?(-?\d+(?:\.\d+)?)/g)].flatMap(
    ([, key = '', score = '']) => {
      const dimension = dimensionOf(key);
      return dimension === undefined ? [] : [[dimension, Number(score)] as const];
    },
  );
}

/** The object's own entries, NaN for what is no number, and the numbers one level below (`"scores": { ... }`). */
function scoresIn(value: Readonly<Record<string, unknown>>): (readonly [key: string, score: number])[] {
  return Object.entries(value).flatMap(([key, given]) => {
    const own = [key, numberOf(given) ?? NaN] as const;
    if (typeof given !== 'object' || given === null || dimensionOf(key) !== undefined) return [own];
    const below = Object.entries(given).flatMap(([inner, innerGiven]: [string, unknown]) => {
      const score = numberOf(innerGiven);
      return score === undefined ? [] : [[inner, score] as const];
    });
    return [own, ...below];
  });
}

function dimensionOf(key: string): Dimension | undefined {
  const name = normalised(key);
  return DIMENSIONS.find(
    (dimension) =>
      name === dimension.key ||
      name === normalised(dimension.title) ||
      dimension.aliases.some((alias) => name === normalised(alias)),
  );
}

function normalised(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace(/_score$/, (suffix) => (name.toLowerCase().startsWith('comprehensive') ? suffix : ''));
}

/** A number, a text that is one, or an object that holds one as its `score`. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string')
    return /^\s*-?\d+(?:\.\d+)?\s*(?:\/\s*(?:5|15))?\s*$/.test(value) ? parseFloat(value) : undefined;
  if (typeof value === 'object' && value !== null && 'score' in value) return numberOf(value.score);
  return undefined;
}
