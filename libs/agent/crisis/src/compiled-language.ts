import type { CrisisLanguage, Script } from './language.ts';
import { MEANINGS, type Meaning } from './meanings.ts';
import { compilePhrases, compileSigns } from './phrase.ts';
import { repairOf, type Repair } from './repair.ts';
import { plainSpelling } from './spelling.ts';

/** Ways of saying one thing. */
export interface CompiledPhrases {
  readonly meaning: Meaning;
  readonly pattern: RegExp;
  /** The phrases say "not" themselves ("I do not want to live"), so that one inside them turns nothing round. */
  readonly carriesNegation: boolean;
}

/** A language ready to be looked for; a pattern is missing where the language has nothing of the kind. */
export interface CompiledLanguage {
  readonly tag: string;
  readonly script: Script;
  /** Words stand between spaces. */
  readonly spaced: boolean;
  readonly phrases: readonly CompiledPhrases[];
  readonly negations: RegExp | undefined;
  readonly negationsAfter: RegExp | undefined;
  readonly notNegating: RegExp | undefined;
  readonly breaks: RegExp | undefined;
  readonly denials: RegExp | undefined;
  readonly past: RegExp | undefined;
  readonly present: RegExp | undefined;
  readonly reported: RegExp | undefined;
  readonly framing: RegExp | undefined;
  readonly everyday: RegExp | undefined;
  readonly idioms: RegExp | undefined;
  readonly repair: Repair;
}

/**
 * @param known words of any language that are right as they are, in plain spelling
 * @throws TypeError or SyntaxError when the language's data are not of their form
 */
export function compileLanguage(language: CrisisLanguage, known: ReadonlySet<string>): CompiledLanguage {
  const spaced = language.script !== 'han' && language.script !== 'kana';
  const breaks = [',', ...language.breaks];
  const compile = (phrases: readonly string[]): RegExp | undefined =>
    spaced ? compilePhrases(phrases, breaks) : compileSigns(phrases);
  const negations = compile(language.negations);
  const saysNot = (phrase: string): boolean =>
    negations !== undefined &&
    ` ${plainSpelling(phrase).replaceAll(/[|_?]/gu, ' ')} `.search(negations) !== -1;
  const phrases = (Object.keys(MEANINGS) as Meaning[]).flatMap((meaning) => {
    const listed = language.phrases[meaning] ?? [];
    const said = spaced ? listed.flatMap((phrase) => apart(phrase, saysNot)) : listed;
    return [true, false].flatMap((carriesNegation) => {
      const pattern = compile(said.filter((phrase) => saysNot(phrase) === carriesNegation));
      return pattern === undefined ? [] : [{ meaning, pattern, carriesNegation }];
    });
  });
  return {
    tag: language.tag,
    script: language.script,
    spaced,
    phrases,
    negations,
    negationsAfter: compile(language.negationsAfter),
    notNegating: compile(language.notNegating),
    breaks: compile(breaks),
    denials: compile(language.denials.map((denial) => `${denial} $`)),
    past: compile(language.past),
    present: compile(language.present),
    reported: compile(language.reported),
    framing: compile(language.framing),
    everyday: compile(language.everyday),
    idioms: compile(language.idioms),
    repair: repairOf(language.repaired, language.uncensored, known),
  };
}

// `umrzeć|nie_żyć`: a negation before it turns one round and not the other, so they become two phrases.
function apart(phrase: string, saysNot: (phrase: string) => boolean): string[] {
  const words = phrase.split(' ');
  for (const [at, word] of words.entries()) {
    if (word.endsWith('?')) continue;
    const { yes = [], no = [] } = Object.groupBy(word.split('|'), (one) => (saysNot(one) ? 'yes' : 'no'));
    if (yes.length === 0 || no.length === 0) continue;
    return [yes, no].flatMap((some) => apart(words.with(at, some.join('|')).join(' '), saysNot));
  }
  return [phrase];
}
