import { ALL_ATTRIBUTES, attributesIn, maskOfProfile } from '@rookery/shared-scenario';
import { completenessAsAtFirst } from '../first-world/stopping.ts';
import { completenessAsMeasured } from '../measured/stopping.ts';
import { fillSchema } from '../schema-filling.ts';
import { chooseAttribute } from './acquire.ts';
import type { Turn } from './turn.ts';

const MOST = 5;
/** The estimate from which a model calls its picture sufficient when it may only say yes or no. Chosen: the scale's 4. */
const SUFFICIENT = 4;
/**
 * How much less it takes, in points of the estimate, when a model may answer in the same breath: an answer is what it was
 * built to give. Fitted, so that the `basic` form asks about as often as the paper reports (D.1: 0.9 questions).
 */
const EAGERNESS = { first: 2.8, measured: 1 } as const;

/** How complete the picture is. Said as the prompt asks: a number 0..5, yes or no, or what to do next. */
export function abstain(turn: Turn): string {
  const { model, reading, manner, schema } = turn;
  const estimate = manner === 'measured' ? completenessAsMeasured(turn) : completenessAsAtFirst(turn);
  const completeness = Math.min(MOST, Math.max(0, Math.round(estimate)));
  const known = maskOfProfile(reading.known);
  const missing = attributesIn(ALL_ATTRIBUTES & ~known);
  const rationale = `Simulated estimate by ${model.id}: ${completeness} of ${MOST}.`;
  if (schema === '') return `Completeness: ${completeness}`;
  const filling = { completeness, sufficient: completeness >= SUFFICIENT, missing, rationale };
  const next =
    Math.round(estimate + EAGERNESS[manner]) >= SUFFICIENT ? 'answer' : (chooseAttribute(turn) ?? 'answer');
  return fillSchema(schema, { ...filling, next }, rationale);
}
