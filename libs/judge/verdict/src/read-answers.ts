import type { Ending } from './read-verdict.ts';
import { isRefusal } from './refusal.ts';
import { goesOn } from './torn.ts';
import { unscored, type Unscored, type VerdictFormat } from './verdict-reading.ts';
import { type Written, type WrittenObject, writtenValuesIn } from './written-values.ts';

/** What a judge said of one criterion. */
export interface ReadAnswer {
  readonly yes: boolean;
  /** Words of the reply that it gave for it; empty: none. */
  readonly evidence: string;
}

/** The answers by criterion, all of them, or why there are none. */
export type AnswersReading =
  | {
      readonly scored: true;
      readonly answers: ReadonlyMap<string, ReadAnswer>;
      readonly format: VerdictFormat;
    }
  | Unscored;

/**
 * Reads a judge's answers to a checklist: an object (or a list of objects) with an answer and its evidence for each criterion, or lines
 * `id: yes - "evidence"`. Every criterion has to be answered once, with yes or no; two answers that differ are a contradiction.
 * Never throws.
 *
 * @param ids the criteria, lower-case letters, digits and underscores
 */
export function readAnswers(answer: string, ending: Ending, ids: readonly string[]): AnswersReading {
  if (ending === 'cut') return unscored('truncated');
  if (ending === 'spent') return unscored('limit_spent_thinking');
  if (ending === 'filtered') return unscored('filtered');
  const written = writtenValuesIn(answer);
  if (written.unclosed) return unscored('truncated');
  const said = new SaidAnswers(ids);
  for (const { value, end } of written.values) {
    said.collect(value);
    if (goesOn(answer, end)) said.contradict();
  }
  const format: VerdictFormat = said.isEmpty ? 'text' : 'structured';
  if (said.isEmpty) said.collectLines(written.rest);
  if (said.isEmpty) return unscored(isRefusal(answer) ? 'refused' : 'unreadable');
  return said.reading(format);
}

const YES_OR_NO = /^\s*["'*_]*(yes|no|true|false)\b["'*_.]*/i;
const LINE = /^[\s*_#>|-]*(?:\d+[.)]\s*)?["'`*_]*([a-z][a-z0-9_]*)["'`*_]*\s*[:=|]\s*(.*)$/;

class SaidAnswers {
  readonly #ids: ReadonlySet<string>;
  readonly #answers = new Map<string, ReadAnswer>();
  #contradicts = false;
  #outOfRange = false;

  constructor(ids: readonly string[]) {
    this.#ids = new Set(ids);
  }

  get isEmpty(): boolean {
    return this.#answers.size === 0 && !this.#outOfRange;
  }

  /** Says that there is more than one list of answers. */
  contradict(): void {
    this.#contradicts = true;
  }

  collect(value: Written): void {
    if (typeof value !== 'object' || value === null) return;
    if (!('fields' in value)) {
      for (const item of value) this.collect(item);
      return;
    }
    const [id] = fieldsOf(value, /^(?:id|criterion|name|key)$/i);
    if (typeof id === 'string' && this.#ids.has(id)) {
      this.#take(id, value);
      return;
    }
    for (const [key, given] of value.fields) {
      if (this.#ids.has(key)) this.#take(key, given);
      // A name that holds another is two fields run into one.
      else if ([...this.#ids].some((id) => key.includes(id))) this.#contradicts = true;
      else this.collect(given);
    }
  }

  collectLines(text: string): void {
    for (const line of text.split('\n')) {
      const [, id = '', said = ''] = LINE.exec(line.slice(0, LONGEST_LINE)) ?? [];
      if (!this.#ids.has(id)) continue;
      const answered = YES_OR_NO.exec(said);
      if (answered === null) this.#outOfRange = true;
      else {
        const evidence = said.slice(answered[0].length).replace(/^[\s,;:|"“'–—-]+|[\s|"”']+$/g, '');
        this.#add(id, isYes(answered[1] ?? ''), evidence);
      }
    }
  }

  reading(format: VerdictFormat): AnswersReading {
    if (this.#outOfRange) return unscored('out_of_range');
    if (this.#answers.size < this.#ids.size) return unscored('incomplete');
    if (this.#contradicts) return unscored('contradictory');
    return { scored: true, answers: this.#answers, format };
  }

  #take(id: string, given: Written): void {
    const isObject = typeof given === 'object' && given !== null && 'fields' in given;
    const answers = isObject ? fieldsOf(given, /^(?:answer|met|yes|verdict|value|result)$/i) : [given];
    const [evidence = ''] = isObject ? fieldsOf(given, /^(?:evidence|quote|quotation|words)$/i) : [];
    if (answers.length === 0) this.#outOfRange = true;
    for (const answered of answers) {
      const yes = typeof answered === 'boolean' ? answered : plainAnswer(answered);
      if (yes === undefined) this.#outOfRange = true;
      else this.#add(id, yes, typeof evidence === 'string' ? evidence : '');
    }
  }

  #add(id: string, yes: boolean, evidence: string): void {
    const before = this.#answers.get(id);
    if (before !== undefined && before.yes !== yes) this.#contradicts = true;
    this.#answers.set(id, { yes, evidence });
  }
}

const LONGEST_LINE = 2000;

function fieldsOf({ fields }: WrittenObject, name: RegExp): Written[] {
  return fields.flatMap(([key, value]) => (name.test(key) ? [value] : []));
}

/** A text that is yes or no and nothing else; undefined for anything more. */
function plainAnswer(value: Written | undefined): boolean | undefined {
  if (typeof value !== 'string') return undefined;
  const found = YES_OR_NO.exec(value);
  return found?.[0].trim().length === value.trim().length ? isYes(found[1] ?? '') : undefined;
}

function isYes(word: string): boolean {
  return /^(?:yes|true)$/i.test(word);
}
