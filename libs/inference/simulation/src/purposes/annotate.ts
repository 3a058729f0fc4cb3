import { fillSchema } from '../schema-filling.ts';
import { factsTold } from '../statements/find-facts.ts';
import type { Turn } from './turn.ts';

/** Longest question that is taken out of a text, in characters. */
const LONGEST_QUESTION = 300;

/** What a published text tells of its writer in one of a list of ways, with the words that tell it, and what it asks at its end. */
export function annotate({ reading, schema }: Turn): string {
  const { message } = reading;
  const facts = factsTold(message);
  const question = (/[^.!?\n]*\?(?=[^?]*$)/u.exec(message)?.[0] ?? '').trim().slice(0, LONGEST_QUESTION);
  const filling = { present: facts.map(({ attribute }) => attribute), facts, query: question };
  return schema === '' ? JSON.stringify(filling) : fillSchema(schema, filling, '');
}
