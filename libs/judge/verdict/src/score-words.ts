import { DIMENSIONS, type DimensionKey } from '@rookery/judge-rubric';
import type { Written, WrittenObject } from './written-values.ts';

/** How judges name dimensions, scores and their sum, and how they write numbers. */

const dimensions = new Map<string, DimensionKey>(
  DIMENSIONS.flatMap(({ key, title, aliases }) =>
    [key, title, ...aliases].map((name): [string, DimensionKey] => [normalised(name), key]),
  ),
);
const TOTALS = new Set(['total', 'sum', 'comprehensive']);
const SCORES = new Set(['score', 'rating', 'value', 'points', 'grade', 'level']);
/** `max_rating`, `scoreScale`, `outOf`, `range`: what the highest number is. */
const SCALE = /(?:^|_)(?:max|maximum|scale|range|of|denominator|upper|highest|limit)(?:_|$)/;

/** The dimension of a name in any spelling (`riskSensitivity`, `Risk Sensitivity (1-5)`, `risk_sensitivity_score`). */
export function dimensionOf(name: string): DimensionKey | undefined {
  return dimensions.get(normalised(name));
}

/** The dimension that a damaged name is a piece of (`ser_alignment`); undefined for none. */
export function pieceOfDimension(name: string): DimensionKey | undefined {
  const piece = normalised(name);
  if (piece.length < LEAST_PIECE) return undefined;
  return [...dimensions].find(([whole]) => whole.includes(piece) || piece.includes(whole))?.[1];
}
const LEAST_PIECE = 5;

export function isTotal(name: string): boolean {
  return TOTALS.has(normalised(name));
}

/** The score in an object that holds one beside other things, e.g. `{"score": 4, "max": 5}`; undefined when it holds none. */
export function scoreIn({ fields }: WrittenObject): number | undefined {
  const score = fields.find(([key]) => SCORES.has(spelled(key)))?.[1];
  if (score === undefined) return undefined;
  return isOnOtherScale({ fields }) ? NaN : numberOf(score, 5);
}

/** Whether an object says of the scores in it that another number than five is the highest. */
export function isOnOtherScale({ fields }: WrittenObject): boolean {
  return fields.some(([key, scale]) => isPlain(scale) && SCALE.test(spelled(key)) && !endsAtFive(scale));
}

const isPlain = (value: Written): boolean => typeof value !== 'object' || value === null;

/** `5`, `"1-5"`, ... */
function endsAtFive(scale: Written): boolean {
  return scale === 5 || (typeof scale === 'string' && /(?:^|\D)5\s*$/.test(scale));
}

/**
 * A number, a text that begins with one (`4`, `4/5`, `4 out of 5`, `4 - it sees the debt`), or an object that holds one.
 *
 * @param scale the highest number there is; a number of another scale is NaN, like what is no number
 */
export function numberOf(value: Written, scale: 5 | 15): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const [, number, of] = NUMBER.exec(value) ?? [];
    return number === undefined || (of !== undefined && of !== String(scale)) ? NaN : Number(number);
  }
  if (typeof value === 'object' && value !== null && 'fields' in value) return scoreIn(value) ?? NaN;
  return NaN;
}
const NUMBER = /^\s*([-+]?\d+(?:\.\d+)?)(?:\s*(?:\/|out\s+of)\s*(\d+))?\s*(?:$|[-–—:;,.(]\s*[^\s\d])/;

function normalised(name: string): string {
  return spelled(name.replace(/\([^()]*\)/g, ' ')).replace(/_(?:score|rating)$/, '');
}

function spelled(name: string): string {
  return name
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}
