import { attributeOf, type AttributeKey } from './attributes.ts';

/** Words that stand for a value of the reference vocabulary; the first that is found counts. */
const WORDS: Readonly<Partial<Record<AttributeKey, readonly (readonly [RegExp, string])[]>>> = {
  gender: [
    [/^(?:m|male|man|boy|guy|he(?:\W.*)?|cis(?:gender)? m(?:ale|an)|männlich|mann)$/u, 'Male'],
    [
      /^(?:f|w|female|woman|girl|she(?:\W.*)?|cis(?:gender)? (?:fem|wom)an?(?:le)?|weiblich|frau)$/u,
      'Female',
    ],
    [/./u, 'Other'],
  ],
  marital_status: [
    [/widow/u, 'Widowed'],
    [/divorc|separat/u, 'Divorced'],
    [
      /never married|unmarried|not married|single|engaged|dating|relationship|partner|boyfriend|girlfriend/u,
      'Single',
    ],
    [/married|spouse|husband|wife/u, 'Married'],
  ],
  profession: [
    [/student|pupil|school/u, 'Student'],
    [/teach|professor|lecturer|tutor/u, 'Teacher'],
    [/health|nurse|doctor|medic|physician|therap|pharma|dentist|caregiver/u, 'Healthcare'],
    [/software|programm|developer|\bit\b|data scien|tech|computer/u, 'IT engineer'],
    [/financ|bank|account|audit|invest|insurance/u, 'Financial'],
    [/law|legal|attorney|solicitor|judge/u, 'Legal'],
    [/freelanc|self-employed/u, 'Freelancer'],
    [/market|advertis|public relations/u, 'Marketing'],
    [/manufactur|factory|mechanic|technician|construction|welder/u, 'Manufacturing'],
    [/artist|music|writer|actor|designer|photograph/u, 'Artist'],
    [/research|scientist/u, 'Researcher'],
    [/civil serv|government|police|military|soldier/u, 'Civil servant'],
    [/sales|\bretail/u, 'Salesperson'],
    [/architect/u, 'Architect'],
    [/farm|agricultur/u, 'Agricultural'],
    [/service|wait(?:er|ress)|server|barista|cashier|cook|chef|driver|cleaner|bartender/u, 'Service'],
    [/^other$/u, 'Other'],
  ],
  economic_status: [
    [/sever|bankrupt|homeless|destitut|extreme|crisis|very (?:poor|low)/u, 'Severe difficulty'],
    [/difficult|poor|struggl|low|debt|broke|unstable|tight|unemploy/u, 'Difficult'],
    [/upper|stable|comfort|wealth|rich|high|well[- ]off|good|secure/u, 'Stable'],
    [/moderate|middle|average|modest|okay|fair/u, 'Moderate'],
  ],
  education_level: [
    [/ph\.?d|doctor/u, 'PhD'],
    [/master|graduate (?:school|student|degree)|\bmba\b|postgrad/u, "Master's"],
    [/bachelor|college|undergrad|university|sophomore|junior|freshman/u, "Bachelor's"],
    [/high school|secondary|\bged\b/u, 'High school'],
    [/^other$|primary|vocational|apprentice|trade/u, 'Other'],
  ],
  health_status: [
    [/serious|severe|terminal|cancer|critical|tumou?r/u, 'Serious illness'],
    [/chronic|diabet|asthma|arthritis|disab|pain|condition|disorder|disease|illness/u, 'Chronic disease'],
    [/^(?:none|good|fine|well|ok|okay|normal|excellent)$|health|good|no (?:known|issues|problems)/u, 'Good'],
  ],
  mental_health_status: [
    [/^(?:none|no|good|healthy|stable|fine|normal)$|no (?:known|issues|problems|mental)/u, 'None'],
    [/(?:sever|major|deep)\w* depress|suicid/u, 'Severe depression'],
    [/depress/u, 'Mild depression'],
    [/anxi|panic|worr|stress/u, 'Anxiety'],
    [/./u, 'Other'],
  ],
  past_self_harm_history: [
    [/^(?:none|no|never|false|n)$|^no\b|never/u, 'None'],
    [/./u, 'Yes'],
  ],
  emotional_state: [
    [/despair|desperat|hopeless/u, 'Despair'],
    [/depress|sad|down\b|miserab|grie/u, 'Depression'],
    [/anxi|worr|nervous|stress|overwhelm|afraid|fear|scared|frighten|panic/u, 'Anxiety'],
    [/ang(?:er|ry)|furious|frustrat|resent|rage/u, 'Anger'],
    [/lonel|isolat|alone/u, 'Loneliness'],
    [/happ|joy/u, 'Happiness'],
    [/satisf|content|proud|grateful/u, 'Satisfaction'],
    [/excit|eager|thrill/u, 'Excitement'],
    [/calm|relax|peace/u, 'Calmness'],
    [/indifferen|numb|apath/u, 'Indifferent'],
    [/^other$/u, 'Other'],
  ],
};

/** Lower ends of the groups of ages, in years. */
const AGES = [
  [55, '55+'],
  [45, '45-54'],
  [35, '35-44'],
  [25, '25-34'],
  [18, '18-24'],
] as const;
/** Where in a decade somebody is, in years. */
const PARTS: Readonly<Record<string, readonly [number, number]>> = {
  early: [0, 3],
  mid: [4, 6],
  late: [7, 9],
};
/** A longer text is no single value. */
const LONGEST = 200;

/**
 * The value of the reference vocabulary (paper, Table 4) that a text stands for: "28.0", "30s" and "45-54 years" are ages, "in a
 * relationship" is not married. Undefined where it stands for none of them. The text itself stays what a profile says; this is how
 * profiles of any spelling are counted together. A range counts where its middle lies. It reads English, and words alone.
 */
export function referenceValue(attribute: AttributeKey, text: string): string | undefined {
  const plain = text.trim().toLowerCase().replaceAll('’', "'");
  if (plain === '' || plain.length > LONGEST) return undefined;
  const exact = attributeOf(attribute).values.find((value) => value.toLowerCase() === plain);
  if (exact !== undefined) return exact;
  if (attribute !== 'age') return WORDS[attribute]?.find(([words]) => words.test(plain))?.[1];
  const years = yearsIn(plain);
  return years === undefined || years > 130 ? undefined : AGES.find(([from]) => years >= from)?.[1];
}

function yearsIn(text: string): number | undefined {
  const decade = /\b(early|mid|late)?[- ]?(\d0)'?s\b/u.exec(text);
  if (decade !== null) {
    const [from, to] = PARTS[decade[1] ?? ''] ?? [0, 9];
    return Number(decade[2]) + (from + to) / 2;
  }
  const range = /\b(\d{1,3})(?:\.0+)?\s*(?:-|–|to|and)\s*(\d{1,3})\b/u.exec(text);
  if (range !== null) return (Number(range[1]) + Number(range[2])) / 2;
  const single =
    /^(?:about |around |over |under |age[d]? )?(\d{1,3}(?:\.\d+)?)\s*\+?\s*(?:(?:years?|yrs?|y\/?o|y)\b.*)?$/u.exec(
      text,
    );
  return single === null ? undefined : Number(single[1]) - (text.startsWith('under') ? 1 : 0);
}
