/**
 * Escaping of text that goes into a section. Only what could be mistaken for a tag or for an escape changes, so
 * that ordinary writing ("R&D", "I <3 it", "x <= 5") reaches a model as it was written.
 */

const ESCAPES = { '&': '&amp;', '<': '&lt;', '\n': '&#10;', '\r': '&#13;' } as const;
const ORIGINALS: Readonly<Record<string, string>> = { amp: '&', lt: '<', '#10': '\n', '#13': '\r' };

// A tag starts with a letter or a slash, perhaps after white space in the eyes of a lenient reader: every "<" is
// escaped except before a digit or "=". An "&" needs it only where it would read as one of our escapes.
const AMBIGUOUS = /<(?![\d=])|&(?=(?:amp|lt|#10|#13|#x[\dA-F]{2,6});)/g;
const LINE_BREAK = /[\n\r]/g;
const ESCAPED = /&(?:(amp|lt|#10|#13)|#x([\dA-F]{2,6}));/g;

/** Text that neither opens nor closes a section. */
export function escapeText(text: string): string {
  return text.replace(AMBIGUOUS, (found) => (found === '<' ? ESCAPES['<'] : ESCAPES['&']));
}

/** The same for a text that has to stay on one line. */
export function escapeLine(text: string): string {
  return escapeText(text).replace(LINE_BREAK, (found) => (found === '\n' ? ESCAPES['\n'] : ESCAPES['\r']));
}

/** A character as its code: `&#x200B;`. */
export function escapeAsCode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `&#x${code.toString(16).toUpperCase().padStart(2, '0')};`;
}

/** The exact text that was escaped, by any of these functions. */
export function unescapeText(escaped: string): string {
  return escaped.replace(ESCAPED, (found, name: string | undefined, code: string | undefined) => {
    if (name !== undefined) return ORIGINALS[name] ?? '';
    const point = parseInt(code ?? '', 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : found;
  });
}
