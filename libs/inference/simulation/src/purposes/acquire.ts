import type { AttributeKey } from '@rookery/shared-scenario';
import { chooseAsAtFirst } from '../first-world/asking.ts';
import { chooseAsMeasured } from '../measured/asking.ts';
import { fillSchema } from '../schema-filling.ts';
import { QUESTIONS, REASONS } from './questions.ts';
import type { Turn } from './turn.ts';

/** The next attribute to ask for, with a question: what planned paths shown do next, or the model's own choice. */
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
  return turn.manner === 'measured' ? chooseAsMeasured(turn) : chooseAsAtFirst(turn);
}
