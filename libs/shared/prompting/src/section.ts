/**
 * Tagged sections: the one way in which data enters a prompt. A model sees what is data and what is instruction;
 * a simulated model reads the same sections back and nothing else.
 *
 *     <query>
 *     May I train twice a day?
 *     </query>
 */
import { escapeText, unescapeText } from './escape.ts';
import { showHidden } from './visible.ts';

const NAME = /^[a-z][a-z-]*$/;
/** A word that whoever wrote the text cannot know, at the end of a section's tags. */
const SEAL = /^[a-z]{12}$/;

/**
 * A section with this text, which may hold anything: it comes back exactly from readSection, and can neither
 * close this section nor open another. Throws a TypeError when the name is not lower-case letters and dashes.
 */
export function section(name: string, text: string): string {
  return taggedLines(name, escapeText(text));
}

/**
 * A section of material that may be hostile: its tags end in a seal, twelve lower-case letters drawn for this request, and
 * nothing in the text is hidden (see `showHidden`). Comes back exactly from readSection, like any section.
 *
 *     <response-kqzvhtrmwdpa>
 *     Train twice a day.
 *     </response-kqzvhtrmwdpa>
 */
export function sealedSection(name: string, text: string, seal: string): string {
  return taggedLines(sealedName(name, seal), showHidden(escapeText(text)));
}

/** The name of a sealed section's tags. Throws a TypeError when the seal is not twelve lower-case letters. */
export function sealedName(name: string, seal: string): string {
  if (!SEAL.test(seal)) throw new TypeError('a seal is twelve lower-case letters');
  checkName(name);
  return `${name}-${seal}`;
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

/** The still escaped text of the first section with this name, sealed or not. */
export function rawSection(prompt: string, name: string): string | undefined {
  const opening = openingOf(name).exec(prompt);
  if (opening === null) return undefined;
  const from = opening.index + opening[0].length;
  const end = prompt.indexOf(`\n</${opening[1]}>`, from);
  return end === -1 ? undefined : prompt.slice(from, end);
}

/** By name, of which there are as many as the code has. */
const OPENINGS = new Map<string, RegExp>();

function openingOf(name: string): RegExp {
  const known = OPENINGS.get(name);
  if (known !== undefined) return known;
  checkName(name);
  const opening = new RegExp(`^<(${name}(?:-[a-z]{12})?)>\\n`, 'm');
  OPENINGS.set(name, opening);
  return opening;
}

function checkName(name: string): void {
  if (!NAME.test(name)) throw new TypeError('a section name is lower-case letters and dashes');
}
