/** A way of saying it, on lower-case text with plain apostrophes and single spaces. */
export interface CrisisPattern {
  /** Lower-case letters and dashes, with the language in front. */
  readonly name: string;
  readonly pattern: RegExp;
}

const I = String.raw`\bi(?:'m|'ve| am| have| will|'ll)?(?: \w+){0,3}`;

/** Statements that leave no room: the writer means to die, to hurt themselves, or is doing it. */
export const EXPLICIT: readonly CrisisPattern[] = [
  { name: 'en-kill-myself', pattern: /\b(?:kill|killing|hang|shoot|drown) myself\b/u },
  { name: 'en-end-my-life', pattern: /\b(?:end|ending|take|taking) (?:my (?:own )?life|it all)\b/u },
  {
    name: 'en-want-to-die',
    pattern: new RegExp(String.raw`${I} (?:want|wanna|wish|going) (?:to )?(?:die|be dead)\b`, 'u'),
  },
  { name: 'en-suicidal', pattern: /\bi(?:'m| am| feel| have been|'ve been)(?: \w+){0,2} suicidal\b/u },
  { name: 'en-commit-suicide', pattern: new RegExp(String.raw`${I} commit(?:ting)? suicide\b`, 'u') },
  {
    name: 'en-hurt-myself',
    pattern: new RegExp(
      String.raw`${I} (?:hurt|hurting|cut|cutting|harm|harming) myself (?:again|now|tonight|today|badly|on purpose)\b`,
      'u',
    ),
  },
  {
    name: 'en-want-to-hurt-myself',
    pattern: /\b(?:want|going|urge|need|about) to (?:hurt|cut|harm) myself\b/u,
  },
  {
    name: 'en-took-pills',
    pattern:
      /\bi(?:'ve| have)? (?:just )?(?:took|taken|swallowed) (?:all|too many|a whole|the whole)(?: \w+){0,3} (?:pills|tablets|bottle|meds)\b/u,
  },
  { name: 'en-better-off-dead', pattern: /\bbetter off (?:dead|without me)\b/u },
];

/** What may be said in despair, and is also said in passing. */
export const WORRYING: readonly CrisisPattern[] = [
  {
    name: 'en-no-reason-to-live',
    pattern: /\b(?:no|any) (?:reason|point) (?:to|in) (?:live|living|going on)\b/u,
  },
  {
    name: 'en-cannot-go-on',
    pattern: /\b(?:can't|cannot|can not) (?:go on|do this anymore|take (?:it|this) anymore)\b/u,
  },
  { name: 'en-not-be-here', pattern: /\b(?:don't|do not) want to (?:be here|wake up|exist|live)\b/u },
  {
    name: 'en-disappear',
    pattern: /\b(?:want|wish i could) (?:to )?(?:disappear|vanish) (?:forever|for good)\b/u,
  },
  {
    name: 'en-afraid-of-somebody',
    pattern:
      /\b(?:he|she|they)(?:'s| is|'re| are)? (?:going to|gonna|threatened to|will) (?:kill|hurt) me\b/u,
  },
];
