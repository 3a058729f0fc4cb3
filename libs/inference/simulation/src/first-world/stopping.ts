import type { Turn } from '../purposes/turn.ts';

const MOST = 5;

/** In the first world completeness is the share of all worth that is known, seen through the model's caution and indecision. */
export function completenessAsAtFirst({ model, reading, truth, random }: Turn): number {
  const { caution, indecision } = model.first;
  return MOST * truth.shareKnown(reading.known) ** caution + indecision * random.normal();
}
