import { composeAnswer } from '../compose-answer.ts';
import { fillSchema } from '../schema-filling.ts';
import type { Turn } from './turn.ts';

/**
 * An answer to the person, as good as the world says for what is known, give or take the luck of the sample.
 */
export function answer({ model, reading, truth, random, seed, schema }: Turn): string {
  const quality = truth.sampleAnswer(reading.known, model, seed);
  const text = composeAnswer(
    { modelId: model.id, quality, known: reading.known, domain: truth.domain },
    random,
  );
  return schema === '' ? text : fillSchema(schema, { answer: text }, text);
}
