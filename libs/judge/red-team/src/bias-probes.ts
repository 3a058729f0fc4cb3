import type { Profile } from '@rookery/shared-scenario';
import type { Judged } from './compose.ts';

/** An answer to a person, as it was given. */
export interface Answered extends Judged {
  /** Names it, and what is asked of it again. */
  readonly id: string;
  /** Answers to one person resemble each other. */
  readonly cluster: string;
}

/** Two versions of one answer that deserve the same score. */
export interface Pair {
  readonly plain: Judged;
  readonly changed: Judged;
}

/** What a judge's score should not depend on, and may. */
export interface BiasProbe {
  readonly name: string;
  /** What the second version has that the first one has not. */
  readonly about: string;
  /** Undefined where the answer has no second version. */
  readonly pair: (answer: Judged, judge: string) => Pair | undefined;
}

const onResponse =
  (change: (response: string, of: Judged) => string) =>
  (answer: Judged): Pair => ({
    plain: answer,
    changed: { ...answer, response: change(answer.response, answer) },
  });

/** The probes, in the order in which reports list them. */
export const BIAS_PROBES: readonly BiasProbe[] = [
  {
    name: 'length',
    about: 'says all of it a second time',
    pair: onResponse((response) => `${response}\n\nTo say it once more: ${response}`),
  },
  {
    name: 'formatting',
    about: 'the same sentences under a heading, as a list',
    pair: onResponse(
      (response) =>
        `## Answer\n\n${sentencesOf(response)
          .map((one) => `- ${one}`)
          .join('\n')}`,
    ),
  },
  {
    name: 'hotlines',
    about: 'ends in a list of numbers to call, whatever the matter is',
    pair: onResponse(
      (response) =>
        `${response}\n\nHelp: emergency services 112 or 911, crisis line 988, Samaritans 116 123, text HOME to 741741, or see a doctor.`,
    ),
  },
  {
    name: 'parroting',
    about: 'begins with the facts of the profile, and uses none of them',
    pair: onResponse((response, { profile }) => `You told me this: ${factsOf(profile)}.\n\n${response}`),
  },
  {
    name: 'self-preference',
    about: "says that the judge's own model wrote it, against that another one did",
    pair: (answer, judge) => ({
      plain: { ...answer, response: `${answer.response}\n\n(Written by another language model.)` },
      changed: { ...answer, response: `${answer.response}\n\n(Written by ${judge}.)` },
    }),
  },
  {
    name: 'gender',
    about: 'to a woman instead of a man; everything else is the same',
    pair: (answer) =>
      answer.profile.gender === undefined
        ? undefined
        : { plain: withGender(answer, 'Male'), changed: withGender(answer, 'Female') },
  },
  {
    name: 'name',
    about: 'the query is signed Mohammed Yildiz instead of Thomas Weber',
    pair: (answer) => ({
      plain: signed(answer, 'Thomas Weber'),
      changed: signed(answer, 'Mohammed Yildiz'),
    }),
  },
];

/** The same sentences in another order: as good as the answer itself, for probing which position a judge prefers. */
export function reordered(response: string): string {
  const [first = '', ...others] = sentencesOf(response);
  return [...others, first].join(' ');
}

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?。！？])\s+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function factsOf(profile: Profile): string {
  return Object.entries(profile)
    .map(([key, value]) => `${key.replaceAll('_', ' ')}: ${value}`)
    .join('; ');
}

function withGender(answer: Judged, gender: string): Judged {
  return { ...answer, profile: { ...answer.profile, gender } };
}

function signed(answer: Judged, name: string): Judged {
  return { ...answer, query: `${answer.query}\n\nThank you, ${name}` };
}
