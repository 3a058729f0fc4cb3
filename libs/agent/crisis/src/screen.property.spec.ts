import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileLanguage, type CompiledLanguage } from './compiled-language.ts';
import { LANGUAGES } from './languages/index.ts';
import { higherLevel } from './meanings.ts';
import { readLabelled } from './labelled.ts';
import { screen } from './screen.ts';

const MESSAGES = readLabelled(
  readFileSync(new URL('../labelled/development.jsonl', import.meta.url), 'utf8'),
);
const ALARMING = MESSAGES.filter(({ text }) => screen(text).level !== 'none');
const LATIN = ALARMING.filter(({ language, kind }) => language === 'en' && kind !== 'spelling');

const NEUTRAL = [
  'Hello there',
  'The weather is nice today',
  'I had soup for lunch',
  'Guten Tag',
  'Je suis à la maison',
  'Mañana voy al mercado',
  'Сегодня хорошая погода',
  '今天天气很好',
  'おはようございます',
  'आज मौसम अच्छा है',
  'الطقس جميل اليوم',
  '42',
  '😀',
];

const anyNeutral = fc.array(fc.constantFrom(...NEUTRAL), { maxLength: 4 });
const anyAlarming = fc.constantFrom(...ALARMING);

const atLeast = (text: string, reference: string): void => {
  const { level } = screen(text);
  expect(higherLevel(level, screen(reference).level)).toBe(level);
};

describe('the level of a message', () => {
  it('is never lowered by neutral sentences around it', () => {
    fc.assert(
      fc.property(anyNeutral, anyAlarming, anyNeutral, (before, { text }, after) => {
        atLeast([...before, text, ...after].join('\n'), text);
      }),
      { numRuns: 200 },
    );
  });

  it('is never lowered by another message', () => {
    fc.assert(
      fc.property(anyAlarming, fc.constantFrom(...MESSAGES), ({ text }, other) => {
        atLeast(`${text}\n${other.text}`, text);
        atLeast(`${other.text}\n${text}`, text);
      }),
      { numRuns: 150 },
    );
  });

  it('does not hang on case, form of encoding or signs that are not seen', () => {
    const unseen = fc.constantFrom('\u200b', '\u200d', '\ufeff', '\u00ad', '\u2060');
    fc.assert(
      fc.property(anyAlarming, unseen, fc.nat(200), ({ text }, sign, at) => {
        const { level } = screen(text);
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
          expect(screen(text.normalize(form)).level).toBe(level);
        }
        const letters = [...text];
        letters.splice(at % letters.length, 0, sign);
        expect(screen(letters.join('')).level).toBe(level);
        expect(screen(text.toUpperCase()).level).toBe(screen(text.toUpperCase().toLowerCase()).level);
      }),
      { numRuns: 200 },
    );
  });

  it('does not hang on white space, or on how long a letter is held', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LATIN),
        fc.nat(100),
        fc.integer({ min: 2, max: 9 }),
        ({ text }, at, held) => {
          atLeast(text.replaceAll(' ', '\t '), text);
          const letters = [...text];
          const where = at % letters.length;
          if (!/[a-z]/u.test(letters[where] ?? '')) return;
          letters.splice(where, 1, (letters[where] ?? '').repeat(held));
          atLeast(letters.join(''), text);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does not hang on letters of other alphabets that look the same', () => {
    const alike: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', c: 'с', i: 'і', y: 'у' };
    fc.assert(
      fc.property(fc.constantFrom(...LATIN), fc.constantFrom(...Object.keys(alike)), ({ text }, letter) => {
        atLeast(text.replaceAll(letter, alike[letter] ?? letter), text);
      }),
      { numRuns: 150 },
    );
  });

  it('is told for every text, without a throw', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        expect(screen(text).matches).not.toContain('screen-error');
      }),
      { numRuns: 150 },
    );
  });
});

describe('the patterns', () => {
  const compiled = LANGUAGES.map((language) => compileLanguage(language, new Set()));
  const patternsOf = (language: CompiledLanguage): RegExp[] =>
    [
      ...language.phrases.map(({ pattern }) => pattern),
      ...[language.negations, language.negationsAfter, language.notNegating, language.breaks],
      ...[language.denials, language.past, language.present, language.reported, language.framing],
      ...[language.everyday, language.idioms],
    ].filter((pattern) => pattern !== undefined);

  // What repeats at most so and so often matches at most so many letters: no text makes it look again and again.
  it.each(compiled.map((language) => [language.tag, patternsOf(language)] as const))(
    'of %s repeat nothing without a bound',
    (_, patterns) => {
      expect(patterns.length).toBeGreaterThan(5);
      for (const { source } of patterns) {
        const bare = source.replace(/\\./gu, '');
        expect(bare).not.toMatch(/[*+]|\{\d+,\}/u);
      }
    },
  );
});
