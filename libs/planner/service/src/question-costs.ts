import {
  ATTRIBUTE_KEYS,
  HIGHEST_QUESTION_COST,
  STANDARD_QUESTION_COSTS,
  type QuestionCosts,
} from '@rookery/shared-scenario';
import { z } from 'zod';

const costs = z.partialRecord(z.enum(ATTRIBUTE_KEYS), z.number().min(0).max(HIGHEST_QUESTION_COST));

const SYNTAX = `standard, none or a JSON object, such as {"past_self_harm_history": 0.1}, of score points 0 to ${HIGHEST_QUESTION_COST}`;

/** What asking costs in a deployment: `standard` (the platform's table, the default), `none` or costs by attribute as JSON. */
export const questionCosts = z
  .string()
  .default('standard')
  .describe(`what asking for an attribute costs where a request does not say: ${SYNTAX}`)
  .transform((text, context): QuestionCosts => {
    if (text.trim() === 'none') return {};
    if (text.trim() === 'standard') return STANDARD_QUESTION_COSTS;
    const parsed = costs.safeParse(json(text));
    if (parsed.success) return parsed.data;
    context.addIssue({
      code: 'custom',
      message: `is not ${SYNTAX}; attributes are ${ATTRIBUTE_KEYS.join(', ')}`,
    });
    return z.NEVER;
  });

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
