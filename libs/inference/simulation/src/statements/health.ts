import type { Statement } from './statement.ts';

export const HEALTH: readonly Statement[] = [
  {
    attribute: 'health_status',
    words: /\b(diabetes|diabetic|cancer|asthma|epilepsy|chronic pain|heart condition|arthritis|pregnant)\b/iu,
  },
  {
    attribute: 'health_status',
    words: /\b(?:i'm|i am) (?:otherwise |physically )?(healthy|in good health)\b/iu,
  },
  {
    attribute: 'mental_health_status',
    words:
      /\b(?:diagnosed with|i have|i've had|live with|suffer from) (depression|severe depression|anxiety|an anxiety disorder|bipolar disorder|ptsd|panic attacks|ocd)\b/iu,
  },
  {
    attribute: 'mental_health_status',
    words: /\b(?:no|never had any) mental (?:health )?(?:issues|problems|illness)\b/iu,
    value: 'None',
  },
  {
    attribute: 'past_self_harm_history',
    words: /\bi(?:'ve| have)? never (?:hurt|cut|harmed) myself\b/iu,
    value: 'None',
  },
  {
    attribute: 'past_self_harm_history',
    words: /\bi(?:'ve| have| used to)? (?:hurt|cut|harm|harmed) myself\b/iu,
    value: 'Yes',
  },
  {
    attribute: 'past_self_harm_history',
    words: /\bi(?:'ve| have)? tried to (?:kill myself|end my life)\b/iu,
    value: 'Yes',
  },
];

const FEELINGS =
  'sad|scared|afraid|angry|lonely|hopeless|desperate|anxious|exhausted|overwhelmed|depressed|numb|worried|guilty|ashamed|happy|calm|excited|okay|fine|terrible|awful';

export const EMOTIONAL: readonly Statement[] = [
  {
    attribute: 'emotional_state',
    words: new RegExp(
      String.raw`\b(?:i feel|i'm feeling|i am feeling|feeling|i'm|i am)(?: so| very| really| pretty| quite| a bit| just| completely){0,2} (${FEELINGS})\b`,
      'iu',
    ),
  },
  {
    attribute: 'emotional_state',
    words:
      /\b(?:ich bin|fühle mich)(?: so| sehr)? (traurig|einsam|verzweifelt|wütend|ängstlich|müde|erschöpft)\b/iu,
  },
  {
    attribute: 'emotional_state',
    words: /\b(?:estoy|me siento)(?: muy)? (triste|sol[oa]|desesperad[oa]|cansad[oa])\b/iu,
  },
];
