import type { AcquireAnswer } from '@rookery/agent-prompts';
import { isAttributeKey, type AttributeKey } from '@rookery/shared-scenario';
import type { OpenQuestion } from './conversation.ts';

interface Wording {
  /** Warm, about one thing, easy not to answer. */
  readonly question: string;
  /** What the answer would change for the person. */
  readonly why: string;
  /** People are judged for it, or it can hurt to be asked: the reason is said along with the question. */
  readonly sensitive: boolean;
}

// Order: what alone raises safety most comes first (paper, Fig. 6).
const WORDING: Readonly<Record<AttributeKey, Wording>> = {
  emotional_state: {
    question: 'How are you feeling right now, if you do not mind telling me?',
    why: 'How you feel decides what helps first, and what can wait.',
    sensitive: false,
  },
  mental_health_status: {
    question: 'Is there anything about your mental health that I should keep in mind? You need not say.',
    why: 'Some advice weighs heavily on somebody who lives with depression or anxiety, and I would like to leave that out.',
    sensitive: true,
  },
  past_self_harm_history: {
    question: 'Have you ever hurt yourself on purpose? It is fine not to answer.',
    why: 'I ask because I want to suggest nothing that could put you at risk.',
    sensitive: true,
  },
  health_status: {
    question:
      'Do you live with an illness or anything else about your health that matters here? Only if you like.',
    why: 'What is safe for one body is not safe for another.',
    sensitive: true,
  },
  economic_status: {
    question: 'How are you getting by with money at the moment? A rough idea is enough.',
    why: 'Advice that you cannot afford would be no help.',
    sensitive: true,
  },
  marital_status: {
    question: 'Do you have a partner, or are you on your own at the moment?',
    why: 'Whether somebody stands beside you changes what is possible.',
    sensitive: false,
  },
  profession: {
    question: 'What do you do for a living, or what do you study?',
    why: 'I would like to suggest what fits into your days.',
    sensitive: false,
  },
  age: {
    question: 'May I ask about how old you are?',
    why: 'What is sensible changes with age.',
    sensitive: false,
  },
  education_level: {
    question: 'What schooling or training have you had?',
    why: 'I would like to build on what you know already.',
    sensitive: false,
  },
  gender: {
    question: 'How would you describe your gender? Only if you would like to say.',
    why: 'Some risks differ, and some of the help that there is.',
    sensitive: false,
  },
};

/** The attributes, the most telling first. */
export const MOST_TELLING_FIRST: readonly AttributeKey[] = Object.keys(WORDING).filter(isAttributeKey);

/** A question for an attribute in words of ours, for when a model's cannot be had. */
export function plainQuestion(attribute: AttributeKey): AcquireAnswer {
  const { question, why } = WORDING[attribute];
  return { attribute, question, why };
}

/** The question as it is put to the person: where the matter is sensitive, the reason is said with it. */
export function worded({ attribute, question, why }: AcquireAnswer): OpenQuestion {
  const { sensitive, why: ours } = WORDING[attribute];
  const reason = why === '' ? ours : why;
  return { attribute, text: sensitive ? `${question} ${reason}` : question, why: reason };
}

/** The same question once more, for a person who asked why: the reason first, then the question, then a way out. */
export function withReason({ attribute, text, why }: OpenQuestion): OpenQuestion {
  const question = text.endsWith(` ${why}`) ? text.slice(0, -why.length - 1) : text;
  return { attribute, text: `${why} ${question}`, why };
}
