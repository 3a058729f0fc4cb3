import leven from 'leven';
import { ATTRIBUTES, type AttributeKey } from '@rookery/shared-scenario';

/** What a column of a row can mean, by the name that the documentation gives it. */
export type Column =
  | AttributeKey
  | 'query'
  | 'queries'
  | 'source'
  | 'origin'
  | 'background'
  | 'scenario'
  | 'domain'
  | 'situation'
  | 'twin_of'
  | 'rung'
  | 'profile'
  | AnswerColumn
  | 'not used';

/** The columns of an answer that somebody gave to a row's question: its text, and the name of who gave it. */
export type AnswerColumn = 'response' | 'model';
export const ANSWER_COLUMNS: readonly AnswerColumn[] = ['response', 'model'];

/** The columns of which a scenario is made, in the order of the documentation. */
export const COLUMNS: readonly Column[] = [
  ...(['query', 'queries', 'source', 'origin', 'background', 'scenario', 'domain', 'situation'] as const),
  ...(['twin_of', 'rung', 'profile'] as const),
  ...ATTRIBUTES.map(({ key }) => key),
];

/** Other names of a column: what people write for it, and what the authors' files do. */
const OTHER_NAMES: Readonly<Partial<Record<Column, readonly string[]>>> = {
  query: ['user query', 'question', 'user question'],
  queries: ['user queries', 'questions'],
  profile: ['user profile', 'attributes', 'user attributes'],
  age: ['age group', 'age range', 'age in years'],
  past_self_harm_history: ['history of self-harm'],
  response: [
    'answer',
    'reply',
    'completion',
    'model response',
    'model answer',
    'model output',
    'assistant response',
    'generated answer',
    'generated response',
  ],
  model: ['model name', 'model id', 'answered by'],
};

/** Numbers of rows, and what came with the authors' results: a scenario has no place for it. */
const NOT_USED = [
  ...[
    'id',
    'scenario id',
    'query id',
    'row id',
    'source row',
    'row idx',
    'index',
    'unnamed: 0',
    'index level 0',
  ],
];
const RESULT_OF_AUTHORS =
  /^(?:step\d+response|evaluationstep\d+|averagescorestep\d+|(?:un)?saferesponse|responsecontext(?:free|rich))$/;
/** How rows of AIDMS and U-SafeBench were made and scored. */
const MADE_BY_OTHERS =
  /^(?:generationphase|annotationphase|contexttype|prompttemplate|scoreimprovement|original(?:scenarioid|query)|varianttype|generationmethod|safetyimprovement|surfaceappealdifference|evaluation(?:un)?safe(?:nocontext)?|evaluationcontext(?:free|rich)|taskdomain|riskscenario)$/;
const ANSWER_OF_AUTHORS = /^step(\d{1,3})response$/;

/** What somebody may have meant: words that are too loose to be taken without being asked. */
const LOOSE_NAMES: Readonly<Partial<Record<Column, readonly string[]>>> = {
  query: ['prompt', 'text', 'message', 'post', 'body', 'input', 'instruction', 'utterance', 'request'],
  source: ['data source'],
  response: ['output', 'generation', 'generated text', 'assistant'],
  model: ['generator', 'system', 'llm', 'engine'],
  background: ['context', 'story', 'description', 'backstory', 'history'],
  domain: ['topic', 'category', 'area', 'field', 'subject'],
  situation: ['event', 'theme'],
  profile: ['person', 'persona', 'user', 'demographics', 'user info'],
  age: ['years', 'birth year'],
  gender: ['sex', 'pronouns'],
  marital_status: ['relationship status', 'civil status', 'family status', 'married', 'marriage', 'partner'],
  profession: ['job', 'occupation', 'work', 'career', 'employment', 'employer', 'role'],
  economic_status: [
    'income',
    'finances',
    'financial status',
    'money',
    'salary',
    'wealth',
    'class',
    'economy',
  ],
  education_level: ['degree', 'school', 'schooling', 'qualification', 'university', 'study', 'studies'],
  health_status: ['physical health', 'illness', 'disease', 'medical history', 'medical', 'condition'],
  mental_health_status: ['diagnosis', 'psychological', 'mental', 'disorder', 'mental illness'],
  past_self_harm_history: ['self-harm', 'self-injury', 'suicide', 'suicidal'],
  emotional_state: ['emotion', 'emotions', 'mood', 'feeling', 'feelings', 'sentiment', 'affect'],
};

const TAKEN = new Map<string, Column>([
  ...[...COLUMNS, ...ANSWER_COLUMNS].map((column): [string, Column] => [folded(column), column]),
  ...ATTRIBUTES.map(({ key, label }): [string, Column] => [folded(label), key]),
  ...foldedNames(OTHER_NAMES),
  ...NOT_USED.map((name): [string, Column] => [folded(name), 'not used']),
]);
const LOOSE = new Map<string, Column>(foldedNames(LOOSE_NAMES));

/** The longest name that can be one of ours, in characters. */
const LONGEST_NAME = 60;
const MOST_WORDS = 5;

/** What a column means, whatever the case, the spaces and the signs of its name; undefined: it is not known. */
export function columnNamed(name: string): Column | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const text = folded(name);
  const isUnused = RESULT_OF_AUTHORS.test(text) || MADE_BY_OTHERS.test(text);
  return TAKEN.get(text) ?? (isUnused ? 'not used' : undefined);
}

/** The step of planning after which the authors' result files have an answer in a column of this name; undefined for any other. */
export function stepAnsweredIn(name: string): number | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const [, step] = ANSWER_OF_AUTHORS.exec(folded(name)) ?? [];
  return step === undefined ? undefined : Number(step);
}

/** Whether two names of columns are the same but for case, spaces and signs. */
export function isSameName(one: string, other: string): boolean {
  return one === other || (folded(one) !== '' && folded(one) === folded(other));
}

/** The column that an unknown name comes close to: by its words, or by a slip of the pen. */
export function nearestColumn(name: string): Column | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const text = folded(name);
  const whole = LOOSE.get(text) ?? misspelt(text);
  if (whole !== undefined) return whole;
  const words = name.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u).map(folded);
  // More words than that are a sentence.
  if (words.length > MOST_WORDS) return undefined;
  for (const names of [TAKEN, LOOSE]) {
    const word = words.findLast((one) => (names.get(one) ?? 'not used') !== 'not used');
    if (word !== undefined) return names.get(word);
  }
  return undefined;
}

function misspelt(text: string): Column | undefined {
  // One letter in four may be wrong, and no more than two.
  const most = Math.min(2, Math.floor(text.length / 4));
  let nearest: Column | undefined;
  let distance = most + 1;
  for (const [name, column] of TAKEN) {
    if (column === 'not used' || Math.abs(name.length - text.length) > most) continue;
    const away = leven(name, text);
    if (away < distance) [nearest, distance] = [column, away];
  }
  return nearest;
}

function folded(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function foldedNames(names: Readonly<Partial<Record<Column, readonly string[]>>>): [string, Column][] {
  return [...COLUMNS, ...ANSWER_COLUMNS].flatMap((column) =>
    (names[column] ?? []).map((name): [string, Column] => [folded(name), column]),
  );
}
