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
  readonly examples: readonly ShownPath[];
}

/** A planned path as a prompt shows it. */
export interface ShownPath {
  /** What it was planned for; empty where the prompt does not say. */
  readonly query: string;
  readonly attributes: readonly AttributeKey[];
}

/** Each part is looked for when it is asked for first: most purposes need two or three of them. */
export function readRequest({ messages }: GenerateRequest): Reading {
  const newestFirst = messages.map(({ content }) => content).reverse();
  const lastWords = newestFirst[0] ?? '';
  const lastOfUser = messages.findLast(({ role }) => role === Role.USER)?.content ?? lastWords;
  const text = (name: string): string | undefined => firstOf(newestFirst, (one) => readSection(one, name));
  const listed = once(() => firstOf(newestFirst, (one) => readAttributeList(one, 'candidates')));
  const known = once(() => withoutEmpty(firstOf(newestFirst, (one) => readAttributes(one, 'known')) ?? {}));
  const profile = once(() =>
    withoutEmpty(firstOf(newestFirst, (one) => readAttributes(one, 'profile')) ?? {}),
  );
  const query = once(() => (text('query') ?? lastOfUser).trim());
  const response = once(() => text('response') ?? lastWords);
  const replies = once(() => repliesIn(text('first'), text('second')));
  const message = once(() => text('message') ?? lastWords);
  const asked = once(() => (text('question') === undefined ? undefined : listed()?.[0]));
  const candidates = once(() => listed() ?? ATTRIBUTE_KEYS.filter((key) => known()[key] === undefined));
  const examples = once(() => readPaths(text('examples') ?? ''));
  return {
    get query() {
      return query();
    },
    get known() {
      return known();
    },
    get profile() {
      return profile();
    },
    get response() {
      return response();
    },
    get replies() {
      return replies();
    },
    get message() {
      return message();
    },
    get asked() {
      return asked();
    },
    get candidates() {
      return candidates();
    },
    get examples() {
      return examples();
    },
  };
}

function once<Read>(read: () => Read): () => Read {
  let result: { readonly value: Read } | undefined;
  return () => (result ??= { value: read() }).value;
}

function repliesIn(first: string | undefined, second: string | undefined): Reading['replies'] {
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
// the query a path was planned for, may hold the same words by chance; the query is the `message:` line before.
function readPaths(examples: string): ShownPath[] {
  const paths: ShownPath[] = [];
  let query = '';
  for (const line of examples.split('\n')) {
    const words = line
      .replace(/^\s*[\w-]+:/, '')
      .split(/[\s,>→]+/)
      .filter((word) => word !== '');
    const keys = words.filter(isAttributeKey);
    if (keys.length > 0 && keys.length === words.length) {
      paths.push({ query, attributes: keys });
      query = '';
    } else {
      query = /^\s*message:(.*)$/.exec(line)?.[1]?.trim() ?? query;
    }
  }
  return paths;
}
