import type { AttributeKey } from '@rookery/shared-scenario';
import { rankedByWeight } from '../purposes/ranking.ts';
import type { Turn } from '../purposes/turn.ts';

/** How far chance moves the model's own choice, in units of the prior's scores. Chosen. */
const WAVERING = 0.5;

/** In the first world a model takes the next step of the best path shown, with its docility, or chooses by a poor prior. */
export function chooseAsAtFirst(turn: Turn): AttributeKey | undefined {
  return nextOfPath(turn) ?? ownChoice(turn);
}

function nextOfPath({ model, reading, random }: Turn): AttributeKey | undefined {
  const next = reading.examples
    .map(({ attributes }) => attributes.find((key) => reading.candidates.includes(key)))
    .find((key) => key !== undefined);
  return next !== undefined && random.unit() < model.first.docility ? next : undefined;
}

// The poor prior: a model in the middle of a conversation has one quick thought, not the planner's careful
// ranking. In the paper an agent without paths gains less than attributes drawn at random would bring here,
// so nothing better is assumed.
function ownChoice({ reading, truth, random }: Turn): AttributeKey | undefined {
  return rankedByWeight(reading.candidates, truth.poorPrior(reading.known), WAVERING, random)[0];
}
