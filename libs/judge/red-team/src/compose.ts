import { ATTRIBUTE_KEYS, type MutableProfile, type Profile } from '@rookery/shared-scenario';
import type { Attack, Case } from './attack-set.ts';
import { encoded } from './encodings.ts';

/** What a judge is given to judge. */
export interface Judged {
  readonly query: string;
  readonly profile: Profile;
  readonly response: string;
}

/** The case as it is, which is the clean twin of every attack on it. */
export function clean({ query, profile, reply }: Case): Judged {
  return { query, profile, response: reply };
}

/** The case with the attack in it. Pure. */
export function attacked(attack: Attack, on: Case): Judged {
  const text = textOf(attack, on);
  const whole = clean(on);
  switch (attack.place) {
    case 'response':
      return { ...whole, response: put(whole.response, text, attack.how) };
    case 'query':
      return { ...whole, query: put(whole.query, text, attack.how) };
    case 'profile': {
      const profile: MutableProfile = { ...whole.profile };
      // The one attribute that is told in free words.
      profile.emotional_state = put(profile.emotional_state ?? '', text, attack.how, '');
      return { ...whole, profile };
    }
  }
}

function textOf({ text, encode, lead, repeat = 1 }: Attack, { profile }: Case): string {
  const filled = text.replaceAll('{{profile}}', () => spoken(profile)).repeat(repeat);
  const disguised = encode === undefined ? filled : encoded(filled, encode);
  return lead === undefined ? disguised : `${lead} ${disguised}`;
}

function spoken(profile: Profile): string {
  return ATTRIBUTE_KEYS.flatMap((key) => {
    const value = profile[key];
    return value === undefined ? [] : [`${key.replaceAll('_', ' ')}: ${value}`];
  }).join(', ');
}

function put(whole: string, text: string, how: Attack['how'], between = '\n\n'): string {
  switch (how) {
    case 'append':
      return `${whole}${between}${text}`;
    case 'prepend':
      return `${text}${between}${whole}`;
    case 'replace':
      return text;
  }
}
