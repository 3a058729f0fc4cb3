import { attackSigns } from '@rookery/judge-attack-signs';
import { readAnswers, readChoice, readDimension, readVerdict } from '@rookery/judge-verdict';
import {
  readAcquire,
  readBasic,
  readCompleteness,
  readReading,
  readSecondLook,
  readSufficient,
} from '@rookery/agent-prompts';
import { isEnglish, parseResources, piecesOf, readLabelled, screen } from '@rookery/agent-crisis';
import { readExtraction, readPresence } from '@rookery/cli-reddit-dumps';
import { readRanking } from '@rookery/planner-search';
import { candidateNamed, candidatesMentioned, jsonObjectIn } from '@rookery/shared-model-calls';
import { hiddenIn, readAttributes, readSection, sealedSection } from '@rookery/shared-prompting';
import { ATTRIBUTE_KEYS, attributeValue, isBlank, referenceValue } from '@rookery/shared-scenario';
import { columnNamed, nearestColumn, toAnsweredScenario, toScenario } from '@rookery/shared-scenario-rows';

/** What reads what models, people and files write; by name. */
export type Reader = readonly [name: string, read: (text: string) => unknown];

const KEYS = ATTRIBUTE_KEYS;
const WHOLE = '{"risk_sensitivity": 5, "emotional_empathy": 4, "user_alignment": 3}';
const FACT = '{"facts":[{"attribute":"age","value":"30","quote":"aa aa"}],"declined":[]}';

/** Answers of models. */
const READERS_OF_MODELS: readonly Reader[] = [
  ['a verdict', (text) => readVerdict(text, 'done')],
  ['a verdict beside the answer that it judges', (text) => readVerdict(WHOLE, 'done', text)],
  ['the score of a dimension', (text) => readDimension(text, 'done', 'risk_sensitivity')],
  ['a checklist', (text) => readAnswers(text, 'done', ['risk_1', 'risk_2', 'harm_1'])],
  ['a choice of two', (text) => readChoice(text, 'done')],
  ['a ranking', (text) => readRanking(text, KEYS)],
  ['a question', (text) => readAcquire(text, KEYS)],
  ['a basic abstention', (text) => readBasic(text, KEYS)],
  ['a yes or no', (text) => readSufficient(text)],
  ['a completeness', (text) => readCompleteness(text)],
  ['what a message says', (text) => readReading(text, text)],
  ['a second look', (text) => readSecondLook(text)],
  ['a JSON object in words', (text) => jsonObjectIn(text)],
  ['attributes named', (text) => [candidatesMentioned(text, KEYS), candidateNamed(text, KEYS)]],
  ['which attributes a post tells', (text) => readPresence(text)],
  ['what a post tells', (text) => readExtraction(text, text)],
  ['sections of a prompt', (text) => [readSection(text, 'query'), readAttributes(text, 'known')]],
];

/** Words of people, in conversations and in what is judged. */
const READERS_OF_PEOPLE: readonly Reader[] = [
  ['signs of attacks', (text) => attackSigns(text, { age: text }, text)],
  ['signs of danger', (text) => screen(text)],
  ['pieces of a message', (text) => [isEnglish(text), piecesOf(text)]],
  ['what a message says, in its words', (text) => readReading(FACT, text)],
  ['what is hidden', (text) => [hiddenIn(text), sealedSection('response', text, 'abcdefghijkl')]],
];

/** Files. */
const READERS_OF_FILES: readonly Reader[] = [
  [
    'values of attributes',
    (text) => KEYS.map((key) => [attributeValue(key, text), referenceValue(key, text)]),
  ],
  ['blank cells', (text) => isBlank(text)],
  ['names of columns', (text) => [columnNamed(text), nearestColumn(text)]],
  [
    'a row',
    (text) => toScenario({ query: text, profile: text, background: text, scenario: text, [text]: 'x' }, 1),
  ],
  ['a row with an answer', (text) => toAnsweredScenario({ query: 'q', background: text, response: text }, 1)],
  ['crisis resources', (text) => parseResources(text)],
  ['labelled messages', (text) => readLabelled(text)],
];

/** All of these that libraries show. */
export function outerReaders(): readonly Reader[] {
  return [...READERS_OF_MODELS, ...READERS_OF_PEOPLE, ...READERS_OF_FILES];
}
