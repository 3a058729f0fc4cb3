import type { CompiledLanguage, CompiledPhrases } from './compiled-language.ts';
import { MEANINGS, type CrisisLevel, type Meaning } from './meanings.ts';

/** Something that a sentence says. */
export interface Finding {
  readonly meaning: Meaning;
  readonly level: CrisisLevel;
}

/** How far back a negation is looked for, in words and in signs. */
const REACH = { words: 4, signs: 3 };
/** What knives, pills, edges and farewells mean depends on what else a sentence is about. */
const CIRCUMSTANTIAL: ReadonlySet<Meaning> = new Set([
  'overdose',
  'on-the-brink',
  'self-harm',
  'goodbye',
  'violence',
  'threat',
  'abuse-now',
  'child-in-danger',
  'other-in-danger',
  'means',
  'ambiguous',
]);
/** How far behind a phrase a denial is looked for, in signs or letters. */
const REACH_AFTER = 10;

/**
 * What one sentence says in one language. All that weakens a statement is looked for in its own sentence only, so that
 * more sentences around it never make it weaker.
 * @param sentence as sentencesOf gives it
 */
export function findingsIn(sentence: string, language: CompiledLanguage): Finding[] {
  const text = withoutIdioms(language.spaced ? sentence : sentence.replaceAll(' ', ''), language);
  const over = found(language.past, text) && !found(language.present, text);
  const told = found(language.reported, text);
  const framed = found(language.framing, text);
  const everyday = found(language.everyday, text);
  const said = language.phrases.flatMap((phrases) => statements(text, phrases, language));
  const ofOthers = said.filter(({ meaning }) => meaning === 'other-person');
  return said
    .filter((one) => MEANINGS[one.meaning] === 'concern' || !ofOthers.some((other) => isWithin(one, other)))
    .map(({ meaning }) => ({
      meaning,
      // Of somebody else's danger one always hears.
      level: lowered(
        MEANINGS[meaning],
        over || (told && meaning !== 'other-in-danger'),
        framed || (everyday && CIRCUMSTANTIAL.has(meaning)),
      ),
    }))
    .filter(({ level }) => level !== 'none');
}

/** Where in a sentence something is said. */
interface Statement {
  readonly meaning: Meaning;
  readonly start: number;
  readonly end: number;
}

function statements(text: string, phrases: CompiledPhrases, language: CompiledLanguage): Statement[] {
  return [...text.matchAll(phrases.pattern)]
    .filter((match) => !isNegated(text, match.index, match[0], phrases, language))
    .map(({ index, 0: words }) => ({ meaning: phrases.meaning, start: index, end: index + words.length }));
}

// Where verbs do not tell who is meant ("mijn zus wil dood"), what is said of somebody else contains what would be one's own.
// What says that the other is in danger at this moment stays.
function isWithin(one: Statement, other: Statement): boolean {
  return one.meaning !== 'other-in-danger' && one.start > other.start && one.end <= other.end;
}

function lowered(level: 'crisis' | 'concern', distant: boolean, framed: boolean): CrisisLevel {
  if (level === 'crisis') return distant || framed ? 'concern' : 'crisis';
  return framed ? 'none' : 'concern';
}

function withoutIdioms(text: string, { idioms, spaced }: CompiledLanguage): string {
  return idioms === undefined ? text : text.replace(idioms, spaced ? '~ ' : '~');
}

function isNegated(
  text: string,
  start: number,
  said: string,
  phrases: CompiledPhrases,
  language: CompiledLanguage,
): boolean {
  if (found(language.denials, text.slice(Math.max(0, start - 80), start))) return true;
  if (phrases.carriesNegation) return false;
  const end = start + said.length;
  const after = text.slice(end, end + REACH_AFTER).split(',')[0] ?? '';
  if (found(language.negationsAfter, language.spaced ? ` ${after} ` : after)) return true;
  const before = language.spaced ? wordsBefore(text, start, said, language) : signsBefore(text, start);
  const heard = `${before}${said}`;
  return found(language.negations, heard) && !found(language.notNegating, heard);
}

// The last words before a phrase, as far as they belong to the same thought.
function wordsBefore(text: string, start: number, said: string, { breaks }: CompiledLanguage): string {
  if (breaks === undefined) return ' ';
  if (` ${said}`.search(breaks) === 1) return ' ';
  const words = text
    .slice(Math.max(0, start - 100), start)
    .trim()
    .split(' ')
    .slice(-REACH.words);
  const last = words.findLastIndex((word) => ` ${word} `.search(breaks) === 1);
  return ` ${words.slice(last + 1).join(' ')} `;
}

function signsBefore(text: string, start: number): string {
  return (
    text
      .slice(Math.max(0, start - REACH.signs), start)
      .split(',')
      .at(-1) ?? ''
  );
}

// `search` begins at the start whatever a global pattern was used for before.
function found(pattern: RegExp | undefined, text: string): boolean {
  return pattern !== undefined && text.search(pattern) !== -1;
}
