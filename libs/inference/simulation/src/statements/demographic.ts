import type { Statement } from './statement.ts';

export const DEMOGRAPHIC: readonly Statement[] = [
  {
    attribute: 'age',
    words:
      /\b(?:i am|i'm|im|turned|aged?|ich bin|tengo|j'ai)(?: only| just| now| actually)? (\d{2})\b(?! (?:%|weeks|days|hours|minutes|months|wochen|tage))/iu,
  },
  { attribute: 'age', words: /\b(\d{2})[- ](?:years?[- ]old|jahre alt)\b/iu },
  {
    attribute: 'gender',
    words: /\b(?:i'm|i am|as) a (?:\d+[- ]year[- ]old )?(woman|man|girl|guy|mother|father)\b/iu,
  },
  { attribute: 'gender', words: /\bich bin eine frau\b/iu, value: 'woman' },
  {
    attribute: 'marital_status',
    words: /\b(?:i'm|i am|got|been|recently|newly|i was) (divorced|widowed|married|single|separated)\b/iu,
  },
  { attribute: 'marital_status', words: /\bmy (?:husband|wife)\b/iu, value: 'married' },
  {
    attribute: 'marital_status',
    words: /\bmy (?:boyfriend|girlfriend|partner)\b/iu,
    value: 'with a partner',
  },
  { attribute: 'marital_status', words: /\bmy ex[- ](?:husband|wife)\b/iu, value: 'divorced' },
  { attribute: 'marital_status', words: /\b(?:geschieden|divorciad[oa])\b/iu, value: 'divorced' },
  { attribute: 'marital_status', words: /\b(?:verheiratet|casad[oa])\b/iu, value: 'married' },
  {
    attribute: 'profession',
    words: /\bi work (?:as an? |in an? |in )([a-z]+(?: (?:engineer|assistant|manager|worker|driver))?)/iu,
  },
  {
    attribute: 'profession',
    words:
      /\b(?:i'm|i am) an? (teacher|nurse|student|engineer|programmer|doctor|driver|freelancer|artist|farmer|lawyer|accountant|salesperson|waiter|waitress|cook)\b/iu,
  },
  {
    attribute: 'profession',
    words:
      /\b(?:ich bin|arbeite als) (lehrerin|lehrer|studentin|student|krankenpfleger|krankenschwester)\b/iu,
  },
  {
    attribute: 'economic_status',
    words: /\b(?:i'm|i am|we're|we are) (broke|in debt|deep in debt|struggling financially)\b/iu,
  },
  {
    attribute: 'economic_status',
    words: /\b(?:can't|cannot) (?:pay (?:the |my )?(?:rent|bills)|afford \w+)/iu,
    value: 'difficult',
  },
  { attribute: 'economic_status', words: /\bmoney is (tight|fine|no problem)\b/iu },
  {
    attribute: 'education_level',
    words:
      /\b(?:i have|i've got|finished|my|got) (?:an? |my )?(bachelor'?s?|master'?s?|phd|doctorate|high school diploma)\b/iu,
  },
  {
    attribute: 'education_level',
    words: /\b(?:dropped out of|left) (?:high )?school\b/iu,
    value: 'left school early',
  },
];
