import { crisisWords } from './crisis-words.ts';
import type { Screening } from './screen.ts';

/** Words by language; English is always among them. */
export type Translations = Readonly<Record<string, string>> & { readonly en: string };

/**
 * Fixed words in the language that crisisWords finds a person to speak, else in English.
 * @param locale BCP 47
 */
export function inTheirLanguage(
  words: Translations,
  level: Parameters<typeof crisisWords>[0],
  screening: Pick<Screening, 'matches'>,
  locale: string | undefined,
): string {
  return words[crisisWords(level, screening, locale).language] ?? words.en;
}
