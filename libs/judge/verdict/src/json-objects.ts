/** JSON objects in the text of a model, and what stands around them. */
export interface JsonObjects {
  /** In the order of the text. `source` is how the model wrote it: parsing hides keys that are there twice. */
  readonly objects: readonly { readonly source: string; readonly value: Readonly<Record<string, unknown>> }[];
  /** The text without the objects and without `unclosed`. */
  readonly rest: string;
  /** An object that begins and never ends, because the text was cut; '' when there is none. */
  readonly unclosed: string;
}

/** How many openings without a matching end are tried: text full of braces must not cost quadratic time. */
const MOST_OPENINGS = 64;

/** Finds the JSON objects of a text, one after the other; objects inside of objects belong to the outer one. */
export function jsonObjectsIn(text: string): JsonObjects {
  const objects: { source: string; value: Readonly<Record<string, unknown>> }[] = [];
  let rest = '';
  let from = 0;
  let openings = 0;
  for (;;) {
    // Only what can begin an object counts: a brace in prose does not.
    const start = nextOpening(text, from);
    if (start === -1 || openings === MOST_OPENINGS)
      return { objects, rest: rest + text.slice(from), unclosed: '' };
    rest += text.slice(from, start);
    const end = endOf(text, start);
    if (end === -1) {
      const next = nextOpening(text, start + 1);
      // The last opening is the one that was cut, unless a later one still begins a whole object.
      if (next === -1 || !hasWholeObject(text, next)) return { objects, rest, unclosed: text.slice(start) };
      openings += 1;
      rest += text.slice(start, next);
      from = next;
      continue;
    }
    const source = text.slice(start, end);
    const value = parsed(source);
    if (value === undefined) {
      openings += 1;
      rest += text[start] ?? '';
      from = start + 1;
    } else {
      objects.push({ source, value });
      from = end;
    }
  }
}

function nextOpening(text: string, from: number): number {
  OPENING.lastIndex = from;
  return OPENING.exec(text)?.index ?? -1;
}
const OPENING = /\{\s*(?:["}]|$)/g;

function hasWholeObject(text: string, from: number): boolean {
  const end = endOf(text, from);
  return end !== -1 && parsed(text.slice(from, end)) !== undefined;
}

/** The index after the brace that closes the one at `start`; -1 when nothing does. */
function endOf(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function parsed(source: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(source) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
