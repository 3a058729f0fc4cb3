import { DIMENSIONS, type Dimension, LIGHT, type Move, STRONG } from './moves/move.ts';
import { REPERTOIRES } from './moves/repertoires.ts';
import type { Quality } from './quality.ts';

/**
 * The quality that the moves in a text show. A cut text shows less; a text without moves shows 1 everywhere.
 */
export function recogniseQuality(text: string): Quality {
  const [risk, empathy, alignment] = DIMENSIONS.map((dimension) => shown(dimension, text));
  return [risk ?? 1, empathy ?? 1, alignment ?? 1];
}

function shown(dimension: Dimension, text: string): number {
  const { strong, light } = REPERTOIRES[dimension];
  const found = (moves: readonly Move[]): number => moves.filter(({ stem }) => text.includes(stem)).length;
  return Math.min(5, 1 + STRONG * found(strong) + LIGHT * found(light));
}
