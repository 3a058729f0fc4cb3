import { attributeOf, type AttributeKey } from './attributes.ts';

/** What programs write where they have nothing: in no column is it something that a person said. */
const BLANKS: ReadonlySet<string> = new Set([
  ...['', 'n a', 'n/a', 'n.a', 'na', 'nan', 'nat', 'nil', 'none', 'null', 'undefined', 'missing', 'empty'],
  ...['inf', 'infinity', 'blank', 'not applicable', 'not available', 'no data'],
]);

/** Spellings of "nobody said", beside those of nothing. */
const NOBODY_SAID: ReadonlySet<string> = new Set([
  ...['unknown', 'unspecified', 'undisclosed', 'unreported', 'unstated', 'unanswered', 'withheld', 'tbd'],
  ...['not clear', 'not disclosed', 'not given', 'not known', 'not mentioned', 'not provided'],
  ...[
    'not recorded',
    'not reported',
    'not said',
    'not shared',
    'not specified',
    'not stated',
    'not answered',
  ],
  ...[
    'none given',
    'none specified',
    'none provided',
    'no answer',
    'no information',
    'no info',
    'no response',
  ],
  ...['prefer not to say', 'prefer not to answer', 'prefers not to say', 'rather not say'],
  ...['declined to answer', 'declined to say', "don't know", 'do not know', 'cannot tell'],
  ...['unbekannt', 'keine angabe', 'inconnu', 'non précisé', 'desconocido', 'no especificado', 'sconosciuto'],
  ...['desconhecido', 'onbekend', 'неизвестно', '未知', '不明'],
]);

/** Used for "nobody said" in the published real rows, but said of a feeling they are an answer. */
const UNSURE: ReadonlySet<string> = new Set(['unsure', 'uncertain', 'not sure', 'unclear']);

/** What JSON takes for a number. Longer ones would lose digits. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/;
const LONGEST_NUMBER = 15;

/**
 * The one spelling of an attribute's value, whatever file it came from: 28, 28.0 and " 28" are the same person, and so are
 * composed and decomposed letters and any white space. Undefined where the value says that nobody knows. "None" is a
 * fact about health ("no condition", "never hurt themselves") and of no other attribute; a yes or no that a program wrote is
 * one about self-harm.
 */
export function attributeValue(attribute: AttributeKey, value: string | number): string | undefined {
  const text = attribute === 'age' ? wholeYears(oneSpelling(value)) : oneSpelling(value);
  const said = folded(text);
  const noneIsFact = attributeOf(attribute).group === 'health';
  if (noneIsFact && said === 'none') return text;
  if (BLANKS.has(said) || NOBODY_SAID.has(said)) return undefined;
  if (UNSURE.has(said) && attribute !== 'emotional_state') return undefined;
  if (attribute === 'past_self_harm_history') {
    if (said === 'true') return 'Yes';
    if (said === 'false') return 'None';
  }
  return text;
}

/** Whether a text is how a program writes that there is nothing: empty, "nan", "NULL", "N/A" and the like. */
export function isBlank(text: string): boolean {
  return BLANKS.has(folded(text));
}

function oneSpelling(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = value.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  return text.length <= LONGEST_NUMBER && NUMBER.test(text) ? String(Number(text)) : text;
}

// A spreadsheet of much of Europe writes 28.0 so.
function wholeYears(text: string): string {
  return text.replace(/^(\d{1,3}),0{1,2}$/, '$1');
}

/** Longer texts say something, whatever they say. */
const LONGEST_SPELLING = 60;

// "(not_specified).", "<NA>" and "#N/A" say no more than the words in them do; a sign alone says nothing.
function folded(text: string): string {
  if (text.length > LONGEST_SPELLING) return text;
  return text
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[\s_-]+/g, ' ')
    .replaceAll(/^[\p{P}\p{Sm}\s]+|[\p{P}\p{Sm}\s]+$/gu, '');
}
