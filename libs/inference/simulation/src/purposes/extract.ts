import { fillSchema } from '../schema-filling.ts';
import { factsTold, type ToldFact } from '../statements/find-facts.ts';
import { asksWhy, declines, evades, languageOf, newQuestion } from '../statements/moods.ts';
import type { Turn } from './turn.ts';

/**
 * What a message says of its writer: facts told in one of a list of ways; without any, after a question, the whole message
 * as the answer to it unless it declines, asks back, evades or asks something else.
 */
export function extract({ reading, schema }: Turn): string {
  const { message, asked } = reading;
  const question = newQuestion(message);
  const turnsAway = declines(message) || asksWhy(message) || evades(message) || question !== '';
  const told = factsTold(message);
  const facts = turnsAway || asked === undefined ? told : withAnswer(told, asked, message);
  const filling = {
    facts,
    declined: declines(message),
    asks_why: asksWhy(message),
    new_question: question,
    language: languageOf(message),
  };
  return schema === '' ? JSON.stringify(filling) : fillSchema(schema, filling, '');
}

function withAnswer(
  told: readonly ToldFact[],
  asked: ToldFact['attribute'],
  message: string,
): readonly ToldFact[] {
  const words = message.trim();
  // Who tells other things has not answered.
  if (words === '' || told.length > 0) return told;
  return [...told, { attribute: asked, value: words, words }];
}
