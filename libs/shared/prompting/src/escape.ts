/**
 * Escaping of text that goes into a section. Only what could be mistaken for a tag or for an escape changes, so
 * that ordinary writing ("R&D", "I <3 it", "x <= 5") reaches a model as it was written.
 */

const ESCAPES = { '&': '&amp;', '<': '&lt;', '\n': '&#10;', '\r': '&#13;' } as const;
const ORIGINALS: Readonly<Record<string, string>> = { amp: '&', lt: '<', '#10': '\n', '#13': '\r' };

// A tag starts with a letter or a slash, perhaps after white space in the eyes of a lenient reader: every "<" is
// escaped except before a digit or "=". An "&" needs it only where it would read as one of our escapes.
const AMBIGUOUS = /<(?![\d=])|&(?=(?:amp|lt|#10|#13);)/g;
const LINE_BREAK = /[\n\r]/g;
const ESCAPED = /&(amp|lt|#10|#13);/g;

/** Text that neither opens nor closes a section. */
export function escapeText(text: string): string {
  return text.replace(AMBIGUOUS, (found) => (found === '<' ? ESCAPES['<'] : ESCAPES['&']));
}

/** The same for a text that has to stay on one line. */
export function escapeLine(text: string): string {
  return escapeText(text).replace(LINE_BREAK, (found) => (found === '\n' ? ESCAPES['\n'] : ESCAPES['\r']));
}

/** The exact text that was escaped, by either function. */
export function unescapeText(escaped: string): string {
  return escaped.replace(ESCAPED, (_, name: string) => ORIGINALS[name] ?? '');
}
