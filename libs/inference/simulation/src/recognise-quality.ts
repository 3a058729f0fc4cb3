import { DIMENSIONS, type Dimension, LIGHT, type Move, STRONG } from './moves/move.ts';
import { REPERTOIRES } from './moves/repertoires.ts';
import type { Quality } from './quality.ts';

interface Sign {
  readonly stem: string;
  readonly dimension: Dimension;
  readonly points: number;
}

function signs(dimension: Dimension, moves: readonly Move[], points: number): Sign[] {
  return moves.map(({ stem }) => ({ stem, dimension, points }));
}

// Moves end their sentence, so its last word tells which ones it can be: verdicts are the most frequent calls of all.
const BY_LAST_WORD: ReadonlyMap<string, readonly Sign[]> = Map.groupBy(
  DIMENSIONS.flatMap((dimension) => [
    ...signs(dimension, REPERTOIRES[dimension].strong, STRONG),
    ...signs(dimension, REPERTOIRES[dimension].light, LIGHT),
  ]),
  ({ stem }) => lastWord(stem),
);

/** The quality that the moves in a text show. A cut text shows less; without moves it shows 1 everywhere. */
export function recogniseQuality(text: string): Quality {
  const found = new Set(text.split('.').flatMap((sentence) => signOf(sentence) ?? []));
  const shown = { risk: 1, empathy: 1, alignment: 1 };
  for (const { dimension, points } of found) shown[dimension] += points;
  return [Math.min(5, shown.risk), Math.min(5, shown.empathy), Math.min(5, shown.alignment)];
}

/** Whether a text holds any move at all. */
export function showsMoves(text: string): boolean {
  return text.split('.').some((sentence) => signOf(sentence) !== undefined);
}

function signOf(sentence: string): Sign | undefined {
  return BY_LAST_WORD.get(lastWord(sentence))?.find(({ stem }) => sentence.endsWith(stem));
}

function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(' ') + 1);
}
