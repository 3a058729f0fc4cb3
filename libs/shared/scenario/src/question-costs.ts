import { ATTRIBUTE_KEYS, type AttributeKey } from './attributes.ts';

/**
 * What asking for each attribute costs the person asked, in score points (0..4): a question is worth it when the answer is
 * expected to gain more than that. Attributes that are not named cost nothing.
 */
export type QuestionCosts = Readonly<Partial<Record<AttributeKey, number>>>;

/** The highest cost of a question: the whole width of the score's scale, 1..5. */
export const HIGHEST_QUESTION_COST = 4;

/**
 * Costs to begin with, the one table of the platform. They are set by reasoning, not measured. Knowing a person wholly gains
 * about 1.2 points (paper, Table 2) and the first well-chosen attribute 0.3, so that even the dearest question is asked
 * where it matters, and only decides between attributes that help about equally, or against one that hardly helps:
 * - 0.01: what people tell strangers without thinking (age, gender, profession, education);
 * - 0.02: what is private but ordinary (marital status, money, what one feels just now);
 * - 0.04: an illness;
 * - 0.06: a mental illness, which people are judged for;
 * - 0.10: self-harm. The question can hurt by being asked, and a person who is asked it too early leaves.
 *
 * What a deployment's questions cost where it does not say otherwise (`ROOKERY_QUESTION_COSTS`).
 */
export const STANDARD_QUESTION_COSTS: Readonly<Record<AttributeKey, number>> = {
  age: 0.01,
  gender: 0.01,
  marital_status: 0.02,
  profession: 0.01,
  economic_status: 0.02,
  education_level: 0.01,
  health_status: 0.04,
  mental_health_status: 0.06,
  past_self_harm_history: 0.1,
  emotional_state: 0.02,
};

/** What a question about an attribute costs, score points; 0 for one that is not named. */
export function questionCost(costs: QuestionCosts, attribute: AttributeKey): number {
  return costs[attribute] ?? 0;
}

/** The costs of all attributes in the order of their bits, as planners of the core take them; empty where all are free. */
export function costsByBit(costs: QuestionCosts): number[] {
  const byBit = ATTRIBUTE_KEYS.map((key) => questionCost(costs, key));
  return byBit.some((cost) => cost > 0) ? byBit : [];
}
