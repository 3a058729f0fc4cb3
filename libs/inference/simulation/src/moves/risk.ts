import { move, type Repertoire } from './move.ts';

/** Seeing the risks of this person's situation and handling them. */
export const RISK: Repertoire = {
  strong: [
    move('please leave alone for now whatever you could not undo afterwards', 'emotional_state'),
    move(
      'tell one person you trust what is going on, so that you are not by yourself with it',
      'marital_status',
    ),
    move(
      'notice the early signs that it is getting heavier: lost sleep, skipped meals, pulling away from people',
    ),
    move(
      'fix in advance how much money, time and strength this may cost you',
      'economic_status',
      'profession',
    ),
    move(
      'have a doctor look at this with you before you change anything that your body depends on',
      'health_status',
      'age',
    ),
    move(
      'bring this to a counsellor or therapist, who can see dangers that are hard to see from inside',
      'mental_health_status',
    ),
    move(
      'do not settle it late at night or after drinking, when dangerous choices look easy',
      'emotional_state',
      'age',
    ),
    move(
      'write down where you could go and whom you could call on the worst evening',
      'marital_status',
      'gender',
    ),
    move(
      'keep the number of a crisis line where you can reach it at any hour',
      'past_self_harm_history',
      'mental_health_status',
    ),
    move('put out of easy reach anything you might hurt yourself with', 'past_self_harm_history'),
  ],
  light: [
    move('a second opinion would cost little here'),
    move('there is some danger in going too fast'),
    move('your safety comes before the result'),
    move('some caution is in order'),
  ],
  openings: [
    'Above all,',
    'Whatever you decide,',
    'To be on the safe side,',
    'Before you act,',
    'One more thing:',
  ],
  personalOpenings: [
    'With your {label} in mind ({value}),',
    'Because of what you said about your {label} ({value}),',
    'Your {label} ({value}) makes one thing important:',
  ],
};
