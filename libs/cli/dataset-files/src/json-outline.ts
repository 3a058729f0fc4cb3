/** What can be told of a JSON object from its beginning. */
export interface JsonOutline {
  /** Its members, as far as the text goes. */
  readonly members: readonly { readonly name: string; readonly kind: JsonKind }[];
  /** Lists of objects in it, or of nothing, within objects alone: candidates for the rows. */
  readonly lists: readonly JsonList[];
  /** Where it ends; undefined when that is beyond the text. */
  readonly end: number | undefined;
}

export interface JsonList {
  readonly name: string;
  readonly at: number;
  readonly isEmpty: boolean;
}

export type JsonKind = 'text' | 'list' | 'object' | 'other';

// Strings are matched up to the end of the text where they are not closed, so that no text is read twice.
const TOKEN = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * The outline of the object that begins at `at`. The text may be cut off anywhere, and is one character a byte (Latin-1), so that
 * places in it are places in the file.
 */
export function jsonOutline(text: string, at: number): JsonOutline {
  const members: { name: string; kind: JsonKind }[] = [];
  const lists: JsonList[] = [];
  const open: string[] = [];
  const names: string[] = [];
  let previous = '';
  let previousAt = at;
  let name = '';
  for (const { 0: token, index } of text.slice(at).matchAll(TOKEN)) {
    const place = at + index;
    if (previous === ':' && open.length === 1) members.push({ name, kind: kindOf(token) });
    if (
      (token === '{' || token === ']') &&
      previous === '[' &&
      open.length > 1 &&
      !open.slice(0, -1).includes('[')
    ) {
      lists.push({ name: names.at(-1) ?? '', at: previousAt, isEmpty: token === ']' });
    }
    if (token === ':' && previous.startsWith('"')) name = memberName(previous);
    if (token === '{' || token === '[') {
      open.push(token);
      names.push(name);
    } else if (token === '}' || token === ']') {
      open.pop();
      names.pop();
      if (open.length === 0) return { members, lists, end: place + 1 };
    }
    [previous, previousAt] = [token, place];
  }
  return { members, lists, end: undefined };
}

function kindOf(token: string): JsonKind {
  if (token.startsWith('"')) return 'text';
  return token === '[' ? 'list' : token === '{' ? 'object' : 'other';
}

function memberName(token: string): string {
  try {
    return String(JSON.parse(Buffer.from(token, 'latin1').toString('utf8')));
  } catch {
    return '';
  }
}
