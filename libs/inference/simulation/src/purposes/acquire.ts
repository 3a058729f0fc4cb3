import type { AttributeKey } from '@rookery/shared-scenario';
import { fillSchema } from '../schema-filling.ts';
import { QUESTIONS, REASONS } from './questions.ts';
import { rankedByWeight } from './ranking.ts';
import type { Turn } from './turn.ts';

/** How far chance moves the model's own choice, in units of the prior's scores. Chosen. */
const WAVERING = 0.5;

/**
 * The next attribute to ask for, with a question: the next step of a planned path, or the model's own choice.
 */
export function acquire(turn: Turn): string {
  const { random, schema } = turn;
  const attribute = chooseAttribute(turn);
  // Nothing left to ask for: an empty answer says so.
  const question = attribute === undefined ? '' : random.pick(QUESTIONS[attribute]);
  const why = attribute === undefined ? '' : REASONS[attribute];
  const filling = { attribute: attribute ?? '', question, why };
  return schema === ''
    ? `attribute: ${filling.attribute}\nquestion: ${question}`
    : fillSchema(schema, filling, question);
}

/** The attribute that the model would ask for; undefined when nothing is left to ask for. */
export function chooseAttribute(turn: Turn): AttributeKey | undefined {
  return nextOfPath(turn) ?? ownChoice(turn);
}

function nextOfPath({ model, reading, random }: Turn): AttributeKey | undefined {
  const next = reading.examples
    .map((path) => path.find((key) => reading.candidates.includes(key)))
    .find((key) => key !== undefined);
  return next !== undefined && random.unit() < model.docility ? next : undefined;
}

// The poor prior: a model in the middle of a conversation has one quick thought, not the planner's careful
// ranking. In the paper an agent without paths gains less than attributes drawn at random would bring here,
// so nothing better is assumed.
function ownChoice({ reading, truth, random }: Turn): AttributeKey | undefined {
  return rankedByWeight(reading.candidates, truth.poorPrior(reading.known), WAVERING, random)[0];
}
