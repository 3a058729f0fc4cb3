/** What a text says to a reader who undoes its disguises. */
export interface Readings {
  /** Plain readings, the text itself first. */
  readonly plain: readonly string[];
  /** What was found encoded in it, decoded. */
  readonly decoded: readonly string[];
}

const INVISIBLE = new RegExp(
  String.raw`\u{34F}|[\u{FE00}-\u{FE0F}]|[\u{AD}\u{61C}\u{180E}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{FEFF}]`,
  'gu',
);
const TAGS = /[\u{E0020}-\u{E007E}]+/gu;
const REVERSED = /\u{202E}([^\u{202C}\n]{4,2000})/gu;

/** Letters of other alphabets that look like Latin ones. */
const LIKE_LATIN = new Map(
  [...'аеорсухкмтнвіјѕԁԛԝɡʏοαερτυνικμηχγ'].map((letter, index) => [
    letter,
    [...'aeopcyxkmthbijsdqwgyoaeptuviknhxy'][index] ?? letter,
  ]),
);
const LOOKALIKE = new RegExp(`[${[...LIKE_LATIN.keys()].join('')}]`, 'gu');

const BASE64 = /[A-Za-z0-9+/]{24,4000}={0,2}/g;
const BASE64_LEAST = 24;
const HEX = /(?:(?:\\x|0x)?[0-9a-f]{2}[\s,]?){16,2000}/gi;
/** Digits of the shortest run. */
const HEX_LEAST = 32;
const SPACED = /(?:\b\p{L} ){6,400}\p{L}\b(?:(?: {2,}|\n)(?:\p{L} ){1,400}\p{L}\b)*/gu;

/** So many encoded pieces of a text are looked at. */
const MOST_PIECES = 50;

/** Reads a text as it stands, without what is invisible, with look-alike letters as Latin ones; and what is encoded in it. */
export function readingsOf(text: string): Readings {
  const mayBeDisguised = NOT_ASCII.test(text) || LETTERS_APART.test(text);
  return mayBeDisguised ? undisguised(text) : { plain: [text], decoded: encodedIn(text) };
}

/** Other texts have one reading. */
const NOT_ASCII = /[^\0-\x7f]/;
const LETTERS_APART = /\b[A-Za-z] [A-Za-z] [A-Za-z] [A-Za-z] [A-Za-z] [A-Za-z] /;

/** The same for any text. */
export function undisguised(text: string): Readings {
  const bare = text.replace(INVISIBLE, '').normalize('NFKC');
  const latin = bare.toLowerCase().replace(LOOKALIKE, (letter) => LIKE_LATIN.get(letter) ?? letter);
  const spaced = [...text.matchAll(SPACED)].map(([run]) =>
    run.replace(/ {2,}/g, '\u0000').replace(/ /g, '').replaceAll('\u0000', ' '),
  );
  return {
    plain: [...new Set([text, bare, latin])].concat(spaced.slice(0, MOST_PIECES)),
    decoded: [
      ...matches(text, TAGS).map((run) =>
        [...run].map((tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000)).join(''),
      ),
      ...[...text.matchAll(REVERSED)].slice(0, MOST_PIECES).map(([, run = '']) => reversed(run)),
      ...encodedIn(bare),
    ],
  };
}

function encodedIn(text: string): string[] {
  const { ofBase64, ofHex } = longestRuns(text);
  return [
    ...(ofBase64 < BASE64_LEAST ? [] : matches(text, BASE64)).flatMap((run) =>
      readable(Buffer.from(run, 'base64')),
    ),
    ...(ofHex < HEX_LEAST ? [] : matches(text, HEX)).flatMap((run) =>
      readable(Buffer.from(run.replace(/\\x|0x|[\s,]/gi, ''), 'hex')),
    ),
  ];
}

/**
 * The longest run of characters of base64, and the most hexadecimal digits with nothing between them but what may part them. Most texts
 * have neither, and an expression that looks for them takes five times as long to say so.
 */
function longestRuns(text: string): { readonly ofBase64: number; readonly ofHex: number } {
  let [ofBase64, ofHex, base64, hex] = [0, 0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < KINDS.length ? (KINDS[code] as number) : ELSE;
    base64 = (kind & IN_BASE64) === 0 ? 0 : base64 + 1;
    if ((kind & IN_HEX) !== 0) hex += 1;
    else if ((kind & PARTS_HEX) === 0) hex = 0;
    if (base64 > ofBase64) ofBase64 = base64;
    if (hex > ofHex) ofHex = hex;
  }
  return { ofBase64, ofHex };
}

const [IN_BASE64, IN_HEX, PARTS_HEX] = [1, 2, 4];
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return (
    (/[A-Za-z0-9+/]/.test(character) ? IN_BASE64 : 0) |
    (/[0-9a-f]/i.test(character) ? IN_HEX : 0) |
    (/[\\x\s,]/i.test(character) ? PARTS_HEX : 0)
  );
});
/** Spaces of other alphabets part digits too. */
const ELSE = PARTS_HEX;

/** The end of a text that may be turned round, or have its letters turned by thirteen; empty: it is plain. */
export function turnable(text: string): string {
  return (text.slice(-PLAIN_END).match(COMMON)?.length ?? 0) >= 2 ? '' : text.slice(-TURNED_LENGTH);
}

/** Words without which there is hardly a line of English; what ends in them is not turned. */
const COMMON = /\b(?:the|and|you|your|to|is|of|in|it|for|that|with|are)\b/gi;
const PLAIN_END = 70;

/** What is turned stands at the end of a text, if at all. */
const TURNED_LENGTH = 4000;

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].slice(0, MOST_PIECES).map(([run]) => run);
}

function readable(bytes: Buffer): string[] {
  const text = bytes.toString('utf8');
  const letters = text.match(/[\p{L}\p{N}\s.,:;{}"'_/-]/gu)?.length ?? 0;
  return text.length >= 8 && letters >= 0.9 * text.length ? [text] : [];
}

export function reversed(text: string): string {
  return [...text].reverse().join('');
}

export function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}
