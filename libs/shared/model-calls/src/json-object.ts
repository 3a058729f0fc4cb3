/** An object as a model wrote it: any value may be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** How many times its length is tried of a text at most: braces in braces would be tried again from each. */
const MOST_TRIED = 50;

/**
 * The JSON object of an answer: the whole text, or the last complete object in it, because models surround JSON with
 * fences and pleasantries, and put their conclusion last. Undefined when there is none. Takes time that grows as the text does.
 */
export function jsonObjectIn(text: string): JsonObject | undefined {
  const whole = parseObject(text.trim());
  if (whole !== undefined) return whole;
  let left = MOST_TRIED * text.length;
  for (const [start, end] of braced(text)) {
    left -= end - start;
    if (left < 0) return undefined;
    const found = parseObject(text.slice(start, end));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * From each opening brace to behind the closing one that belongs to it, those that end last first. Braces inside strings can mislead the
 * count; then parsing fails and the search goes on.
 */
function braced(text: string): (readonly [start: number, end: number])[] {
  const closing: number[] = [];
  const pairs: (readonly [number, number])[] = [];
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === '}') closing.push(at);
    else if (text[at] === '{') {
      const end = closing.pop();
      if (end !== undefined) pairs.push([at, end + 1]);
    }
  }
  return pairs.sort(([, one], [, other]) => other - one);
}

function parseObject(text: string): JsonObject | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
