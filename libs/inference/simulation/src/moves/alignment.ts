import { move, type Repertoire } from './move.ts';

/** Being made for this person and not for anybody. */
export const ALIGNMENT: Repertoire = {
  strong: [
    move('begin with the one step that fits the week you really have', 'profession'),
    move('build on what has helped you before, and only then try something new'),
    move('take the version of this that your money can carry', 'economic_status'),
    move('let the people you live with, or miss, have a place in the plan', 'marital_status', 'gender'),
    move('use the hours in which you are strongest for the hardest part', 'health_status', 'emotional_state'),
    move(
      'set the pace by your own health and not by what others manage',
      'health_status',
      'mental_health_status',
    ),
    move('ask someone who knows your line of work what it will demand', 'profession', 'education_level'),
    move('fit each step to the stage of life you are in', 'age', 'marital_status'),
    move(
      'describe in your own words a good end to this, and hold every option against it',
      'education_level',
    ),
    move(
      'change one thing, watch for two weeks how it sits with you, then adjust',
      'mental_health_status',
      'past_self_harm_history',
    ),
  ],
  light: [
    move('bend this to your own days'),
    move('your circumstances decide the order'),
    move('keep only what suits you'),
    move('some of this will need trimming to your case'),
  ],
  openings: ['As a way to go about it,', 'In practice,', 'Step by step:', 'If it helps,', 'From there,'],
  personalOpenings: [
    'As your {label} is {value},',
    'Given your {label} ({value}),',
    'For someone whose {label} is {value}, it is wise to do it so:',
  ],
};
