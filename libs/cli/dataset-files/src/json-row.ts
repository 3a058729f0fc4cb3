import { columnNamed } from '@rookery/shared-scenario-rows';

type Columns = Readonly<Record<string, unknown>>;

/** Deepest nesting of a row; those of this field have three levels. */
const MAX_NESTING = 32;
/** Most members of a row. */
export const MAX_COLUMNS = 1000;

const NOT_NUMBERS = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\b(?:NaN|Infinity)\b/g;
const TOKENS = /"[^"\\]*(?:\\[^][^"\\]*)*"|[{}[\]:]/g;

/** In what programs put a row beside things of their own: the hub's viewer, GraphQL, JSON:API, Airtable, search engines. */
const WRAPPERS = ['row', 'node', 'attributes', 'fields', '_source', 'record', 'document'] as const;

/**
 * A row from its JSON text; undefined when the text is blank. NaN and Infinity, which pandas writes and JSON does not have, are
 * values that are missing. What JSON.parse would pass over in silence is refused: the same name twice.
 */
export function jsonRow(text: string): { columns: Columns } | { unreadable: string } | undefined {
  if (text.trim() === '') return undefined;
  const value = parsed(text);
  if (value === undefined) return { unreadable: 'the row is not valid JSON' };
  if (!isObject(value)) return { unreadable: 'the row is not a JSON object' };
  const problem = problemOf(text) ?? (Object.keys(value).length > MAX_COLUMNS ? TOO_MANY : undefined);
  return problem === undefined ? unwrapped(value) : { unreadable: problem };
}

const TOO_MANY = `the row has more than ${MAX_COLUMNS} columns`;

function parsed(text: string): unknown {
  try {
    // Files that were put together bring their marks along.
    return JSON.parse(text.replace(/^\s*\uFEFF/, ''));
  } catch {
    // The parser's own message quotes the row.
    if (!/NaN|Infinity/.test(text)) return undefined;
  }
  try {
    return JSON.parse(text.replaceAll(NOT_NUMBERS, (token) => (token.startsWith('"') ? token : 'null')));
  } catch {
    return undefined;
  }
}

/** What is wrong with JSON text that is valid. */
function problemOf(text: string): string | undefined {
  const open: Set<string>[] = [];
  let previous = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const name = previous.includes('\\') ? String(JSON.parse(previous)) : previous.slice(1, -1);
      const names = open.at(-1);
      if (names?.has(name) === true) return `the row has ${shown(name, open.length)} twice`;
      names?.add(name);
    }
    if (open.length > MAX_NESTING) return `the row is nested more than ${MAX_NESTING} levels deep`;
    previous = token;
  }
  return undefined;
}

// Names of columns are shown; what else an object has for a name may be anything that a person wrote.
function shown(name: string, depth: number): string {
  return columnNamed(name) !== undefined || (depth === 1 && name.length <= 60) ? `"${name}"` : 'a name';
}

// A wrapper stands alone among members that mean nothing: anything else may be the row itself.
function unwrapped(value: Columns): { columns: Columns } | { unreadable: string } {
  const wrapper = WRAPPERS.find((name) => isObject(value[name]));
  const row = wrapper === undefined ? undefined : value[wrapper];
  const beside = Object.keys(value).filter((name) => name !== wrapper);
  const means = (name: string): boolean => (columnNamed(name) ?? 'not used') !== 'not used';
  if (!isObject(row) || beside.some(means)) return { columns: value };
  const { truncated_cells: truncated } = value;
  if (Array.isArray(truncated) && truncated.length > 0) {
    return { unreadable: "the hub's viewer cut off cells of the row; download the file itself" };
  }
  return { columns: row };
}

function isObject(value: unknown): value is Columns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
