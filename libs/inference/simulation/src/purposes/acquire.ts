import type { AttributeKey } from '@rookery/shared-scenario';
import { fillSchema } from '../schema-filling.ts';
import { QUESTIONS } from './questions.ts';
import { rankedByWeight, type Weights } from './ranking.ts';
import type { Turn } from './turn.ts';

/** How far chance moves the model's own choice, in units of the prior's scores. Chosen. */
const WAVERING = 0.5;

/** The next attribute to ask for, with a question: the next step of a planned path, or the model's own choice. */
export function acquire(turn: Turn): string {
  const { random, schema } = turn;
  const attribute = nextOfPath(turn) ?? ownChoice(turn);
  // Nothing left to ask for: an empty answer says so.
  const question = attribute === undefined ? '' : random.pick(QUESTIONS[attribute]);
  const filling = { attribute: attribute ?? '', question };
  return schema === ''
    ? `attribute: ${filling.attribute}\nquestion: ${question}`
    : fillSchema(schema, filling, question);
}

function nextOfPath({ model, reading, random }: Turn): AttributeKey | undefined {
  const next = reading.examples
    .map((path) => path.find((key) => reading.candidates.includes(key)))
    .find((key) => key !== undefined);
  return next !== undefined && random.unit() < model.docility ? next : undefined;
}

function ownChoice({ reading, truth, random }: Turn): AttributeKey | undefined {
  const weights = fairPrior(truth.goodPrior(reading.known), truth.poorPrior(reading.known));
  return rankedByWeight(reading.candidates, weights, WAVERING, random)[0];
}

// Between the planner's careful ranking and a poor one: the model that talks has one quick thought.
function fairPrior(good: Weights, poor: Weights): Weights {
  return new Map([...good].map(([key, weight]) => [key, Math.sqrt(weight * (poor.get(key) ?? 0))]));
}
