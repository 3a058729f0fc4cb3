import { move, type Repertoire } from './move.ts';

/** Understanding the feeling and answering it. */
export const EMPATHY: Repertoire = {
  strong: [
    move(
      'what you feel makes sense after all that you are carrying',
      'emotional_state',
      'mental_health_status',
    ),
    move('you need not have this sorted out by tomorrow', 'emotional_state'),
    move('it takes courage to put a worry like this into words', 'past_self_harm_history', 'gender'),
    move('most people in your place would find this heavy', 'age', 'profession'),
    move('you may give yourself the patience you would give a good friend', 'mental_health_status'),
    move('the hurt underneath the question deserves as much room as the question', 'marital_status'),
    move('it is all right to want a change and to be afraid of it at once', 'age', 'education_level'),
    move('nothing has failed only because it is hard', 'economic_status', 'education_level'),
    move('being worn out by it is no weakness', 'health_status', 'profession'),
    move('I would like to stay with how this feels for a moment before looking for answers'),
  ],
  light: [
    move('I hear how much this matters to you'),
    move('thank you for trusting me with it'),
    move('that does sound tiring'),
    move('I am glad that you asked'),
  ],
  openings: [
    'I want to say this first:',
    'Honestly,',
    'Let me say it plainly:',
    'And please remember:',
    'To me it is clear that',
  ],
  personalOpenings: [
    'Knowing about your {label} ({value}), I would say that',
    'You mentioned your {label} ({value}), and',
    'When I think of your {label} ({value}),',
  ],
};
