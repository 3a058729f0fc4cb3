import leven from 'leven';
import { KNOWN_VARIABLES } from './known-variables.ts';

const PREFIX = /^ROOKERY_/i;
/** Variables that only tests of this repository read. */
const OF_TESTS = /^ROOKERY_(TEST|LIVE)_/;
/** What Kubernetes sets in every pod for a service that is called `rookery-...`. */
const OF_KUBERNETES = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP)(_\w+)?)=|_PORT=(tcp|udp):\/\//;
/** Names that programs of others read too, or that differ by a letter from such: a name near to one of them is theirs. */
const OF_OTHERS: ReadonlySet<string> = new Set(['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'PIP_INDEX_URL']);
/** Those that a name without the prefix can have been meant for. */
const MISSPELLABLE = KNOWN_VARIABLES.filter((name) => !OF_OTHERS.has(name));
/** A name without the prefix is taken for a misspelt one when no more letters are wrong. */
const SLIP = 2;
/** Longest name that is looked at. */
const LONGEST = 100;

/**
 * Variables that are set and that no part of the platform reads, though by their names it should: all that begin with ROOKERY_,
 * and what comes within two letters of a variable that there is. Each as a sentence with the nearest name; no value is shown.
 */
export function unreadVariables(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string[] {
  const known: ReadonlySet<string> = new Set(KNOWN_VARIABLES);
  return Object.entries(environment).flatMap(([name, value]) => {
    if (value === undefined || value === '' || known.has(name) || name.length > LONGEST) return [];
    const sentence = PREFIX.test(name) ? ownVariable(name, value) : misspeltVariable(name);
    return sentence === undefined ? [] : [sentence];
  });
}

function ownVariable(name: string, value: string): string | undefined {
  if (OF_TESTS.test(name) || OF_KUBERNETES.test(`${name}=${value}`)) return undefined;
  const bare = bareName(name);
  const most = (other: string): number => Math.ceil(Math.max(bare.length, other.length) / 3);
  const nearest = nearestOf(KNOWN_VARIABLES, (other) => {
    const away = leven(bareName(other), bare);
    return away <= most(bareName(other)) ? away : undefined;
  });
  return nearest === undefined
    ? `${name} is set, and nothing reads it; docs/variables.md has all variables`
    : wordsFor(name, nearest);
}

function misspeltVariable(name: string): string | undefined {
  const nearest = nearestOf(MISSPELLABLE, (other) => {
    // What stands beside OPENAI_BASE_URL is easily thought to begin like it.
    const meant = name.startsWith('OPENAI_') ? bareName(other) : other;
    // Every process of the platform asks this of its whole environment: what is too short or too long needs no counting of letters.
    if (Math.abs(meant.length - name.length) > SLIP) return undefined;
    const away = leven(meant, name);
    return away <= SLIP ? away : undefined;
  });
  return nearest === undefined ? undefined : wordsFor(name, nearest);
}

const wordsFor = (name: string, nearest: string): string =>
  `${name} is set, and nothing reads it; did you mean ${nearest}?`;

// Some have the prefix and some do not, and who writes one with the wrong half has still named it.
const bareName = (name: string): string => name.toUpperCase().replace(PREFIX, '');

/** @param away undefined: too far */
function nearestOf(names: readonly string[], away: (name: string) => number | undefined): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const name of names) {
    const distance = away(name);
    if (distance !== undefined && distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}
