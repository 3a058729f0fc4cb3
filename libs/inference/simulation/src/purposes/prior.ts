import { fillSchema } from '../schema-filling.ts';
import { rankedByWeight } from './ranking.ts';
import type { Turn } from './turn.ts';

/** How far chance moves a ranking from one call to the next, in units of the prior's own scores. Chosen. */
const WAVERING = 0.3;

/** A ranking of the candidates: the world's good prior, wavering a little. */
export function prior({ reading, truth, random, schema }: Turn): string {
  const weights = truth.goodPrior(reading.known);
  const ranking = rankedByWeight(reading.candidates, weights, WAVERING, random);
  return schema === '' ? ranking.join('\n') : fillSchema(schema, { ranking }, '');
}
