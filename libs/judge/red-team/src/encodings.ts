import type { ENCODINGS } from './attack-set.ts';

type Encoding = (typeof ENCODINGS)[number];

const CYRILLIC = new Map(
  [...'aeopcyxijs'].map((letter, index) => [letter, [...'аеорсухіјѕ'][index] ?? letter]),
);

/** A text in disguise. Pure. */
export function encoded(text: string, encoding: Encoding): string {
  return ENCODERS[encoding](text);
}

const ENCODERS: Readonly<Record<Encoding, (text: string) => string>> = {
  zero_width: (text) => [...text].join('\u200b'),
  tags: (text) =>
    [...text].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join(''),
  bidi: (text) => `\u202e${reversed(text)}\u202c`,
  homoglyph: (text) => text.replace(/[aeopcyxijs]/g, (letter) => CYRILLIC.get(letter) ?? letter),
  fullwidth: (text) => text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  base64: (text) => Buffer.from(text).toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
  rot13: (text) =>
    text.replace(/[a-z]/gi, (letter) => {
      const base = letter <= 'Z' ? 65 : 97;
      return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
    }),
  reverse: reversed,
  spaced: (text) =>
    text
      .split(' ')
      .map((word) => [...word].join(' '))
      .join('  '),
};

function reversed(text: string): string {
  return [...text].reverse().join('');
}
