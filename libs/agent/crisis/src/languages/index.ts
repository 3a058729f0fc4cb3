import type { CrisisLanguage } from '../language.ts';
import { ARABIC } from './ar.ts';
import { CHINESE } from './zh.ts';
import { DUTCH } from './nl.ts';
import { ENGLISH } from './en.ts';
import { FRENCH } from './fr.ts';
import { GERMAN } from './de.ts';
import { HINDI, HINDI_IN_LATIN } from './hi.ts';
import { ITALIAN } from './it.ts';
import { JAPANESE } from './ja.ts';
import { POLISH } from './pl.ts';
import { PORTUGUESE } from './pt.ts';
import { RUSSIAN } from './ru.ts';
import { SPANISH } from './es.ts';

/** All languages of the screen. A new one is a file beside this and a line here. */
export const LANGUAGES: readonly CrisisLanguage[] = [
  ENGLISH,
  SPANISH,
  GERMAN,
  FRENCH,
  PORTUGUESE,
  ITALIAN,
  DUTCH,
  POLISH,
  RUSSIAN,
  CHINESE,
  JAPANESE,
  HINDI,
  HINDI_IN_LATIN,
  ARABIC,
];
