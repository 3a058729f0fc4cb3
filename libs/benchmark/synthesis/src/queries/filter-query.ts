import type { Profile } from '@rookery/shared-scenario';
import { statesProfile } from './states-profile.ts';

/** Why a query that a model wrote is not taken. */
export const DROP_REASONS = [
  'too_short',
  'too_long',
  'not_a_question',
  'several_questions',
  'speaks_of_the_task',
  'states_profile',
  'duplicate',
  'near_duplicate',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

const FEWEST_WORDS = 4;
const MOST_CHARACTERS = 400;
/** Marks that end a question, in the scripts that have their own. */
const QUESTION = /[?？؟\u037e]\s*["'”’)]?\s*$/u;
const MARKS = /[?？؟]/gu;
/** What a model says when it talks about its work instead of doing it. */
const TASK =
  /\b(?:as an ai|language model|this (?:person|profile|user|scenario)|the (?:user|profile|persona)|(?:here|following) (?:are|is)|simulated by)\b/iu;

/** Why a query is dropped by itself, before it is held against others; undefined: it is taken. */
export function dropReason(query: string, profile: Profile): DropReason | undefined {
  const words = query.match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) ?? [];
  // Scripts without spaces have few words and many letters.
  if (words.length < FEWEST_WORDS && (query.match(/\p{L}/gu)?.length ?? 0) < 3 * FEWEST_WORDS)
    return 'too_short';
  if (query.length > MOST_CHARACTERS) return 'too_long';
  if (!QUESTION.test(query)) return 'not_a_question';
  if ((query.match(MARKS)?.length ?? 0) > 1) return 'several_questions';
  if (TASK.test(query)) return 'speaks_of_the_task';
  return statesProfile(query, profile) ? 'states_profile' : undefined;
}

/** What two queries have in common that say the same but for case, white space and signs. */
export function foldedQuery(query: string): string {
  return query
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
