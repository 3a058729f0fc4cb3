import { type GenerateRequest, Role } from '@rookery/shared-contracts';
import { readAttributeList, readAttributes, readSection } from '@rookery/shared-prompting';
import { ATTRIBUTE_KEYS, type AttributeKey, isAttributeKey, type Profile } from '@rookery/shared-scenario';

/**
 * What a simulated model may know: the tagged sections of the prompt, and nothing else. When several messages
 * hold a section, the last one counts.
 */
export interface Reading {
  /** The person's question; without a section, the last thing the person said. */
  readonly query: string;
  /** Attributes the answerer knows; empty values say nothing and are left out. */
  readonly known: Profile;
  /** The whole person; only judges are shown it. */
  readonly profile: Profile;
  /** The answer to judge; without a section, the last message. */
  readonly response: string;
  /** The two answers to compare; undefined where there are none. */
  readonly replies: readonly [first: string, second: string] | undefined;
  /** What a person just said; without a section, the last message. */
  readonly message: string;
  /** The attribute that the person was just asked for, if any: the candidate beside a question. */
  readonly asked: AttributeKey | undefined;
  /** Attributes to choose from; without a section, those that are not known. */
  readonly candidates: readonly AttributeKey[];
  /** Planned paths shown as examples, best first. */
  readonly examples: readonly (readonly AttributeKey[])[];
}

export function readRequest({ messages }: GenerateRequest): Reading {
  const newestFirst = messages.map(({ content }) => content).reverse();
  const lastWords = newestFirst[0] ?? '';
  const lastOfUser = messages.findLast(({ role }) => role === Role.USER)?.content ?? lastWords;
  const known = withoutEmpty(firstOf(newestFirst, (text) => readAttributes(text, 'known')) ?? {});
  const listed = firstOf(newestFirst, (text) => readAttributeList(text, 'candidates'));
  return {
    query: (firstOf(newestFirst, (text) => readSection(text, 'query')) ?? lastOfUser).trim(),
    known,
    profile: withoutEmpty(firstOf(newestFirst, (text) => readAttributes(text, 'profile')) ?? {}),
    response: firstOf(newestFirst, (text) => readSection(text, 'response')) ?? lastWords,
    replies: repliesIn(newestFirst),
    message: firstOf(newestFirst, (text) => readSection(text, 'message')) ?? lastWords,
    asked:
      firstOf(newestFirst, (text) => readSection(text, 'question')) === undefined ? undefined : listed?.[0],
    candidates: listed ?? ATTRIBUTE_KEYS.filter((key) => known[key] === undefined),
    examples: readPaths(firstOf(newestFirst, (text) => readSection(text, 'examples')) ?? ''),
  };
}

function repliesIn(texts: readonly string[]): Reading['replies'] {
  const first = firstOf(texts, (text) => readSection(text, 'first'));
  const second = firstOf(texts, (text) => readSection(text, 'second'));
  return first === undefined || second === undefined ? undefined : [first, second];
}

function firstOf<Found>(
  texts: readonly string[],
  read: (text: string) => Found | undefined,
): Found | undefined {
  for (const text of texts) {
    const found = read(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withoutEmpty(profile: Profile): Profile {
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value.trim() !== ''));
}

// A path is a line that names attributes and nothing else, after an optional `word:`. Other lines, such as
// the query a path was planned for, may hold the same words by chance.
function readPaths(examples: string): AttributeKey[][] {
  const lines = examples.split('\n').map((line) => line.replace(/^\s*[\w-]+:/, ''));
  return lines.flatMap((line) => {
    const words = line.split(/[\s,>→]+/).filter((word) => word !== '');
    const keys = words.filter(isAttributeKey);
    return keys.length > 0 && keys.length === words.length ? [keys] : [];
  });
}
