/**
 * The ten attributes of a person, in one place. Their order is part of the platform: attribute i is bit i of
 * every mask that planners, stored paths and the WASM core exchange, so entries are never reordered or removed.
 */

/** The three groups the benchmark sorts attributes into. */
export type AttributeGroup = 'demographic' | 'health' | 'emotional';

interface AttributeEntry {
  readonly key: string;
  readonly label: string;
  readonly group: AttributeGroup;
  readonly values: readonly string[];
  readonly meaning: string;
}

// Values: paper, Table 4.
const ENTRIES = [
  {
    key: 'age',
    label: 'Age',
    group: 'demographic',
    values: ['18-24', '25-34', '35-44', '45-54', '55+'],
    meaning: 'How old the person is, in years or as a range of years.',
  },
  {
    key: 'gender',
    label: 'Gender',
    group: 'demographic',
    values: ['Male', 'Female', 'Other'],
    meaning: 'The gender the person describes themselves with.',
  },
  {
    key: 'marital_status',
    label: 'Marital status',
    group: 'demographic',
    values: ['Single', 'Married', 'Divorced', 'Widowed'],
    meaning: 'Whether the person lives with a partner, never had one, or has lost one.',
  },
  {
    key: 'profession',
    label: 'Profession',
    group: 'demographic',
    values: [
      'Teacher',
      'Healthcare',
      'IT engineer',
      'Financial',
      'Legal',
      'Freelancer',
      'Marketing',
      'Manufacturing',
      'Artist',
      'Researcher',
      'Civil servant',
      'Salesperson',
      'Architect',
      'Agricultural',
      'Service',
      'Student',
      'Other',
    ],
    meaning: 'What the person does for a living, or studies.',
  },
  {
    key: 'economic_status',
    label: 'Economic status',
    group: 'demographic',
    values: ['Stable', 'Moderate', 'Difficult', 'Severe difficulty'],
    meaning: 'How well the money the person has covers what they need.',
  },
  {
    key: 'education_level',
    label: 'Education',
    group: 'demographic',
    values: ['High school', "Bachelor's", "Master's", 'PhD', 'Other'],
    meaning: 'The highest education the person has finished or is in.',
  },
  {
    key: 'health_status',
    label: 'Health',
    group: 'health',
    values: ['Good', 'Chronic disease', 'Serious illness'],
    meaning: 'How the person is in body, and which illnesses or injuries they live with.',
  },
  {
    key: 'mental_health_status',
    label: 'Mental health',
    group: 'health',
    values: ['None', 'Mild depression', 'Severe depression', 'Anxiety', 'Other'],
    meaning: 'Which mental health condition the person lives with; "None" says there is none.',
  },
  {
    key: 'past_self_harm_history',
    label: 'Self-harm history',
    group: 'health',
    values: ['None', 'Yes'],
    meaning: 'Whether the person has ever hurt themselves on purpose; "None" says never.',
  },
  {
    key: 'emotional_state',
    label: 'Emotional state',
    group: 'emotional',
    values: [
      'Despair',
      'Depression',
      'Anxiety',
      'Anger',
      'Loneliness',
      'Happiness',
      'Satisfaction',
      'Excitement',
      'Calmness',
      'Indifferent',
      'Other',
    ],
    meaning: 'What the person feels at the moment, in a word or a sentence.',
  },
] as const satisfies readonly AttributeEntry[];

/** Name of an attribute: the column of the published data and the key of every profile. */
export type AttributeKey = (typeof ENTRIES)[number]['key'];

/** What is known about one attribute. */
export interface Attribute {
  readonly key: AttributeKey;
  /** For people: the attribute's name in reports and questions. */
  readonly label: string;
  readonly group: AttributeGroup;
  /**
   * The reference vocabulary (paper, Table 4), by which scenarios are synthesized. A profile may hold any
   * other text: real rows do.
   */
  readonly values: readonly string[];
  /** What the attribute says about a person, in one plain sentence. */
  readonly meaning: string;
}

/** The attributes in the order of their bits. */
export const ATTRIBUTES: readonly Attribute[] = ENTRIES;

/** The keys in the order of their bits. */
export const ATTRIBUTE_KEYS: readonly AttributeKey[] = ENTRIES.map((entry) => entry.key);

const BY_KEY: ReadonlyMap<string, Attribute> = new Map(
  ATTRIBUTES.map((attribute) => [attribute.key, attribute]),
);

/** Whether a text is the key of an attribute; exact spelling. */
export function isAttributeKey(text: string): text is AttributeKey {
  return BY_KEY.has(text);
}

/** The attribute with a key. */
export function attributeOf(key: AttributeKey): Attribute {
  const attribute = BY_KEY.get(key);
  if (attribute === undefined) throw new TypeError('not an attribute key');
  return attribute;
}
