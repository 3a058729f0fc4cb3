import { compileLanguage, type CompiledLanguage } from './compiled-language.ts';
import { readingsOf } from './disguises.ts';
import { findingsIn } from './findings.ts';
import { LANGUAGES } from './languages/index.ts';
import type { CrisisLanguage, Script } from './language.ts';
import { higherLevel, type CrisisLevel } from './meanings.ts';
import { sentencesOf } from './sentences.ts';
import { plainSpelling } from './spelling.ts';

/** What the screen saw in a message. */
export interface Screening {
  readonly level: CrisisLevel;
  /**
   * What was seen, for traces and measurements; never words of the message: `en-want-to-die` (language and meaning),
   * `screen-error`, `text-too-long`.
   */
  readonly matches: readonly string[];
}

/** The longest text that is looked at as a whole, in UTF-16 units; the service takes no longer message. */
export const LONGEST_TEXT = 20_000;

/**
 * Looks for expressed intent of self-harm and for danger: deterministic, and done before anything else
 * with every message. Never throws: where it cannot look, it says `concern`, so that a fault shows help rather than hides it.
 */
export type Screen = (text: string) => Screening;

/** A screen that knows these languages. */
export function screenFor(languages: readonly CrisisLanguage[]): Screen {
  const compiled = new Map<CrisisLanguage, CompiledLanguage>();
  let words: ReadonlySet<string> | undefined;
  const ready = (language: CrisisLanguage): CompiledLanguage => {
    words ??= new Set(languages.flatMap(({ repaired }) => repaired).map(plainSpelling));
    const made = compiled.get(language) ?? compileLanguage(language, words);
    compiled.set(language, made);
    return made;
  };
  return (text) => {
    try {
      const whole = text.length <= LONGEST_TEXT;
      const readings = readingsOf(plainSpelling(text.slice(0, LONGEST_TEXT)));
      const looks = languages.map((language) => lookIn(readings, () => ready(language)));
      return together(whole ? looks : [...looks, { level: 'concern', matches: [TOO_LONG] }]);
    } catch {
      return FAILED;
    }
  };
}

/** The screen with all languages of languages/. */
export const screen: Screen = screenFor(LANGUAGES);

const ERROR = 'screen-error';
const TOO_LONG = 'text-too-long';
const FAILED: Screening = { level: 'concern', matches: [ERROR] };

/** Whether part of the text was not looked at: then no one may take back what the screen says. */
export function couldNotLook({ matches }: Screening): boolean {
  return matches.includes(ERROR) || matches.includes(TOO_LONG);
}

const LETTERS: Readonly<Record<Script, RegExp>> = {
  latin: /\p{Script=Latin}/u,
  cyrillic: /\p{Script=Cyrillic}/u,
  arabic: /\p{Script=Arabic}/u,
  devanagari: /\p{Script=Devanagari}/u,
  han: /\p{Script=Han}/u,
  kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
};

// A language that is broken harms only itself: the others are still looked for.
function lookIn(readings: readonly string[], ready: () => CompiledLanguage): Screening {
  try {
    const language = ready();
    const texts = new Set(readings.flatMap((reading) => [reading, language.repair(reading)]));
    const sentences = [...texts].flatMap(sentencesOf).filter((one) => isWrittenIn(one, language.script));
    const findings = [...new Set(sentences)].flatMap((sentence) => findingsIn(sentence, language));
    return together(
      findings.map(({ meaning, level }) => ({ level, matches: [`${language.tag}-${meaning}`] })),
    );
  } catch {
    return FAILED;
  }
}

// Japanese is written with Han signs too; where there is kana, it is not Chinese.
function isWrittenIn(text: string, script: Script): boolean {
  return LETTERS[script].test(text) && !(script === 'han' && LETTERS.kana.test(text));
}

function together(screenings: readonly Screening[]): Screening {
  return {
    level: screenings.reduce<CrisisLevel>((highest, { level }) => higherLevel(highest, level), 'none'),
    matches: [...new Set(screenings.flatMap(({ matches }) => matches))],
  };
}
