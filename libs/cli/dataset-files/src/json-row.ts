import { columnNamed } from '@rookery/shared-scenario-rows';

type Columns = Readonly<Record<string, unknown>>;

/** Deepest nesting of a row; those of this field have three levels. */
const MAX_NESTING = 32;
/** Most members of a row. */
export const MAX_COLUMNS = 1000;

const NOT_NUMBERS = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\b(?:NaN|Infinity)\b/g;
const TOKENS = /"[^"\\]*(?:\\[^][^"\\]*)*"|[{}[\]:]/g;

/** What the hub's viewer puts around a row. */
const HUB_ROW: ReadonlySet<string> = new Set(['row_idx', 'row', 'truncated_cells']);

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
  return problem === undefined ? withoutHub(value) : { unreadable: problem };
}

const TOO_MANY = `the row has more than ${MAX_COLUMNS} columns`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
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

function withoutHub(value: Columns): { columns: Columns } | { unreadable: string } {
  const { row, truncated_cells: truncated } = value;
  if (!isObject(row) || !Object.keys(value).every((name) => HUB_ROW.has(name))) return { columns: value };
  if (Array.isArray(truncated) && truncated.length > 0) {
    return { unreadable: "the hub's viewer cut off cells of the row; download the file itself" };
  }
  return { columns: row };
}

function isObject(value: unknown): value is Columns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
