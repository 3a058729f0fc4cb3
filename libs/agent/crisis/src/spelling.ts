/**
 * One spelling for what people, keyboards and those who dodge filters spell in many ways. Phrases pass through the same
 * function as messages, so that it may be coarse: `kill` and `kiiilll` both become `kil`.
 */

/** Letters that Unicode does not take apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  // Arabic letters that are used for each other.
  ى: 'ي',
  ة: 'ه',
  ؤ: 'و',
  ئ: 'ي',
  ک: 'ك',
  ی: 'ي',
  // Devanagari: nasal signs that are used for each other.
  '\u0901': '\u0902',
  // Small capitals.
  ...pairs('ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ', 'abcdeghijklmnoprtuvwyz'),
  // Traditional characters of the phrases' words.
  ...pairs(
    '殺沒說藥樓還過時這個結輕讓們媽沒無難後麼幫傷離開會給點',
    '杀没说药楼还过时这个结轻让们妈没无难后么帮伤离开会给点',
  ),
};

const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

// Accents, harakat and tatweel, nukta; zero-width and other signs that are not seen; variation selectors.
const UNSEEN = /[\u0300-\u036f\u064b-\u065f\u0670\u093c\ufe00-\ufe0f\p{Cf}\u0640]/gu;
const APOSTROPHES = /['’‘‛`´ʼ]/gu;
const REPEATED = /([\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}])\1+/gu;

/** Lower case without accents, apostrophes and repeated letters; punctuation and white space stay. */
export function plainSpelling(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(UNSEEN, '')
    .normalize('NFC')
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .replace(APOSTROPHES, '')
    .replace(REPEATED, '$1');
}

/** Every run of the same letter as one, in writing where that makes no other word. */
export function withoutRepeats(text: string): string {
  return text.replace(REPEATED, '$1');
}

/** The letters of one text by those of another at the same place. */
export function pairs(from: string, to: string): Record<string, string> {
  const targets = [...to];
  return Object.fromEntries([...from].map((letter, i) => [letter, targets[i] ?? letter]));
}
