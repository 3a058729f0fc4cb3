import type { AcquireAnswer, ExamplePath } from '@rookery/planner-prompts';
import { isAttributeKey, type AttributeKey } from '@rookery/shared-scenario';

// Order: what alone raises safety most comes first (paper, Fig. 6).
const WORDING: Readonly<Record<AttributeKey, string>> = {
  emotional_state: 'How are you feeling right now, if you do not mind telling me?',
  mental_health_status:
    'Is there anything about your mental health that I should keep in mind? You need not say.',
  past_self_harm_history:
    'I ask because I want to answer with care: have you ever hurt yourself on purpose? It is fine not to answer.',
  health_status: 'Do you live with an illness or anything else about your health that matters here?',
  economic_status: 'How are you getting by with money at the moment?',
  marital_status: 'Do you have a partner, or are you on your own at the moment?',
  profession: 'What do you do for a living, or what do you study?',
  age: 'May I ask about how old you are?',
  education_level: 'What schooling or training have you had?',
  gender: 'How would you describe your gender? Only if you would like to say.',
};

const ORDER: readonly AttributeKey[] = Object.keys(WORDING).filter(isAttributeKey);

/**
 * The question to ask when the model's choice could not be read: the first candidate on the best planned path that
 * has one, else the first by how much it tells on its own, in words of ours.
 * @param candidates one or more
 */
export function fallbackQuestion(
  candidates: readonly AttributeKey[],
  paths: readonly ExamplePath[],
): AcquireAnswer {
  const planned = paths.flatMap(({ attributes }) => attributes);
  const attribute = [...planned, ...ORDER].find((key) => candidates.includes(key));
  if (attribute === undefined) throw new TypeError('there is no candidate to ask for');
  return { attribute, question: WORDING[attribute] };
}
