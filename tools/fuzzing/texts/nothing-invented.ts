import { readAcquire, readBasic, readCompleteness } from '@rookery/agent-prompts';
import { DIMENSIONS, type DimensionKey } from '@rookery/judge-rubric';
import { readAnswers, readChoice, readDimension, readVerdict } from '@rookery/judge-verdict';
import { readRanking } from '@rookery/planner-search';
import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';

/** What a text may be asked for beside "does it throw": that what was read of it stands in it. By the reader's name in tools/readers. */
export const NOTHING_INVENTED: ReadonlyMap<string, (text: string) => string | undefined> = new Map([
  ['a verdict', (text) => verdict(text, readVerdict(text, 'done'))],
  [
    'the score of a dimension',
    (text) => {
      const reading = readDimension(text, 'done', 'risk_sensitivity');
      // A score without a name is of the dimension that was asked for.
      return reading.scored ? score(text, reading.score) : undefined;
    },
  ],
  [
    'a checklist',
    (text) => {
      const reading = readAnswers(text, 'done', ['risk_1', 'risk_2', 'harm_1']);
      if (!reading.scored) return undefined;
      const missing = [...reading.answers.keys()].find((id) => !plain(text).includes(id));
      return missing === undefined
        ? undefined
        : `an answer to ${missing} was read, which the text does not name`;
    },
  ],
  [
    'a choice of two',
    (text) => {
      const reading = readChoice(text, 'done');
      return !reading.scored || plain(text).toLowerCase().includes(reading.choice)
        ? undefined
        : `the choice ${reading.choice} was read, which is not in the text`;
    },
  ],
  [
    'a completeness',
    (text) => {
      const reading = readCompleteness(text);
      if (!reading.readable) return undefined;
      if (!(reading.value >= 0 && reading.value <= 5))
        return `a completeness of ${reading.value} was read, of 0 to 5`;
      return numbersIn(text).includes(reading.value)
        ? undefined
        : `a completeness of ${reading.value} was read, which is not in the text`;
    },
  ],
  ['a ranking', (text) => attributes(readRanking(text, ATTRIBUTE_KEYS))],
  [
    'a question',
    (text) => {
      const reading = readAcquire(text, ATTRIBUTE_KEYS);
      if (!reading.readable) return undefined;
      return among([reading.value.attribute]) ?? said(text, reading.value.question);
    },
  ],
  [
    'a basic abstention',
    (text) => {
      const reading = readBasic(text, ATTRIBUTE_KEYS);
      return reading.readable && reading.value !== 'answer' ? among([reading.value]) : undefined;
    },
  ],
]);

type Reading = ReturnType<typeof readVerdict>;

/** @returns which score of a verdict is not in the text that it was read of; undefined: all are, or there are none */
export function verdict(text: string, reading: Reading): string | undefined {
  if (!reading.scored) return undefined;
  for (const { key } of DIMENSIONS) {
    const wrong = score(text, reading.scores[key]) ?? named(text, key);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function score(text: string, value: number): string | undefined {
  if (![1, 2, 3, 4, 5].includes(value)) return `a score of ${value} was read, which is none`;
  return numbersIn(text).includes(value)
    ? undefined
    : `a score of ${value} was read, which is not in the text`;
}

function named(text: string, dimension: DimensionKey): string | undefined {
  const letters = lettersOf(text);
  const known = DIMENSIONS.find(({ key }) => key === dimension);
  const names = known === undefined ? [] : [known.key, known.title, ...known.aliases];
  return names.some((name) => letters.includes(lettersOf(name)))
    ? undefined
    : `a score was read for ${dimension}, which the text does not name`;
}

/** Without escapes of JSON, and with digits of full width as plain ones: readers take both for what they mean. */
function plain(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/[\uff0f-\uff1a]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
}

const numbersIn = (text: string): number[] =>
  (plain(text).match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi) ?? []).map(Number);

const lettersOf = (text: string): string =>
  plain(text)
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');

function attributes(reading: ReturnType<typeof readRanking>): string | undefined {
  return reading.readable ? among(reading.value) : undefined;
}

function among(read: readonly string[]): string | undefined {
  const strange = read.find((one) => !(ATTRIBUTE_KEYS as readonly string[]).includes(one));
  return strange === undefined ? undefined : `an attribute was read that was no candidate: "${strange}"`;
}

/** Letters alone: readers take quotes, marks and breaks of lines away. */
function said(text: string, question: string): string | undefined {
  return lettersOf(text).includes(lettersOf(question))
    ? undefined
    : `a question was read that the text does not ask: "${question}"`;
}
