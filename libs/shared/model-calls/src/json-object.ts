/** An object as a model wrote it: any value may be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The JSON object of an answer: the whole text, or the last complete object in it, because models surround JSON with
 * fences and pleasantries, and put their conclusion last. Undefined when there is none.
 */
export function jsonObjectIn(text: string): JsonObject | undefined {
  const whole = parseObject(text.trim());
  if (whole !== undefined) return whole;
  for (let end = text.lastIndexOf('}'); end > 0; end = text.lastIndexOf('}', end - 1)) {
    const start = openingOf(text, end);
    const found = start === -1 ? undefined : parseObject(text.slice(start, end + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

// Braces inside strings can mislead the count; then parsing fails and the search goes on.
function openingOf(text: string, end: number): number {
  let depth = 0;
  for (let at = end; at >= 0; at -= 1) {
    if (text[at] === '}') depth += 1;
    else if (text[at] === '{') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
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
