/** Fields in which servers repeat what they were asked: it may quote a person, and its words are not the server's. */
const ECHOES: ReadonlySet<string> = new Set([
  'input',
  'inputs',
  'ctx',
  'messages',
  'prompt',
  'flagged_input',
  'body',
]);
const DEEPEST = 8;
const MOST_CHARACTERS = 8000;

/**
 * What a server says in a body of any shape, nested or not, JSON inside of strings included: each value with its name
 * (`code: 429`), in one text without line ends. For rules to match, and never to be passed on: it may quote a prompt.
 */
export function saidIn(text: string): string {
  const words: string[] = [];
  collect(parsed(text), '', 0, words);
  return words.join(' | ').replace(/\s+/g, ' ').slice(0, MOST_CHARACTERS);
}

function collect(value: unknown, name: string, depth: number, words: string[]): void {
  if (depth > DEEPEST || words.length > 200 || value === null || value === undefined) return;
  if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (!ECHOES.has(key)) collect(inner, Array.isArray(value) ? name : key, depth + 1, words);
    }
    return;
  }
  const nested = depth === 0 || typeof value !== 'string' ? undefined : parsed(value);
  if (typeof nested === 'object') collect(nested, name, depth + 1, words);
  else words.push(`${name === '' ? '' : `${name}: `}${wordOf(value)}`);
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MOST_CHARACTERS) : JSON.stringify(value);
}

/** The JSON of a text that begins like an object or a list; else the text. */
function parsed(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
