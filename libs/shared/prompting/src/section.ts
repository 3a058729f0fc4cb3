/**
 * Tagged sections: the one way in which data enters a prompt. A model sees what is data and what is instruction;
 * a simulated model reads the same sections back and nothing else.
 *
 *     <query>
 *     May I train twice a day?
 *     </query>
 */
import { escapeText, unescapeText } from './escape.ts';

const NAME = /^[a-z][a-z-]*$/;

/**
 * A section with this text, which may hold anything: it comes back exactly from readSection, and can neither
 * close this section nor open another. Throws a TypeError when the name is not lower-case letters and dashes.
 */
export function section(name: string, text: string): string {
  return taggedLines(name, escapeText(text));
}

/**
 * The text of the first section with this name, or undefined when there is none. Tags count only on lines of
 * their own, and text inside sections is escaped, so a section cannot be faked by what is quoted in another.
 */
export function readSection(prompt: string, name: string): string | undefined {
  const raw = rawSection(prompt, name);
  return raw === undefined ? undefined : unescapeText(raw);
}

/** A section whose text is escaped already. */
export function taggedLines(name: string, escaped: string): string {
  checkName(name);
  return `<${name}>\n${escaped}\n</${name}>`;
}

/** The still escaped text of the first section with this name. */
export function rawSection(prompt: string, name: string): string | undefined {
  checkName(name);
  const opening = `<${name}>\n`;
  const start = prompt.startsWith(opening) ? 0 : prompt.indexOf(`\n${opening}`) + 1;
  if (start === 0 && !prompt.startsWith(opening)) return undefined;
  const from = start + opening.length;
  const end = prompt.indexOf(`\n</${name}>`, from);
  return end === -1 ? undefined : prompt.slice(from, end);
}

function checkName(name: string): void {
  if (!NAME.test(name)) throw new TypeError('a section name is lower-case letters and dashes');
}
