import { columnNamed, shownName } from '@rookery/shared-scenario-rows';
import { jsonOutline, type JsonOutline } from './json-outline.ts';
import { jsonRow } from './json-row.ts';
import { refusal } from './refusal.ts';

/** Where the rows of a file of JSON are. */
export type JsonForm =
  | { readonly kind: 'JSON lines' }
  /** A list of objects that begins at byte `from`, or objects one after another. */
  | { readonly kind: 'JSON'; readonly from: number; readonly isWrapped: boolean };

/** Names that a list of rows goes by. */
const ROW_LISTS = new Set([
  'rows',
  'data',
  'items',
  'records',
  'examples',
  'samples',
  'instances',
  'entries',
  'scenarios',
  'results',
  'dataset',
]);

const ROWS = 'its rows must be a list of objects, [{"query": ".."}, ..], or one object a line';
const FROM_PANDAS = 'pandas writes that with to_json(orient="records")';

/**
 * The form of a file that begins as JSON does; undefined: it does not.
 * @param text its beginning in Latin-1, white space in front left out
 * @param isWhole whether that is all of it
 * @throws RookeryError INVALID_ARGUMENT (file) when it is JSON, or nearly so, without rows
 */
export function jsonForm(text: string, isWhole: boolean): JsonForm | undefined {
  if (/^\[\s*(?:[[{"\]\d-]|$|(?:true|false|null|NaN)\b)/.test(text))
    return { kind: 'JSON', from: 0, isWrapped: false };
  if (/^\{\s*'/.test(text)) {
    throw refusal(
      `is written as Python prints dictionaries, which is not JSON; write it with json.dump; ${ROWS}`,
    );
  }
  if (/^\{\s*[A-Za-z_]\w*\s*:/.test(text)) {
    throw refusal('is nearly JSON; JSON has names in double quotes, {"query": ".."}');
  }
  if (!/^\{\s*(?:["}]|$)/.test(text)) return undefined;
  const outline = jsonOutline(text, 0);
  if (isLines(text, outline, isWhole)) return { kind: 'JSON lines' };
  return formOfObject(text, outline);
}

// The first object alone on its line, with more after it; or most lines begin one, though they are broken.
function isLines(text: string, { end }: JsonOutline, isWhole: boolean): boolean {
  const lines = text.split(/[\r\n]+/).slice(0, 20);
  if (!isWhole) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  const isRow = (line: string): boolean => line.startsWith('{') && 'columns' in (jsonRow(line) ?? {});
  const [first = ''] = filled;
  if (isRow(first)) return filled.length > 1 || end === undefined || text.slice(end).trim() !== '';
  // Lines of a list or of an object end with a comma or with what they open.
  const begun = filled.filter((line) => isRow(line) || /^\{.*[^,[{\s]\s*$/.test(line));
  return filled.length > 1 && 2 * begun.length >= filled.length;
}

function formOfObject(text: string, outline: JsonOutline): JsonForm {
  const { members, lists, end } = outline;
  const query = members.find(({ name }) => ['query', 'queries'].includes(columnNamed(name) ?? ''));
  const isRow = query !== undefined && (query.kind === 'text' || columnNamed(query.name) === 'queries');
  const isFollowed = end !== undefined && /^\s*\{/.test(text.slice(end));
  if (isRow || isFollowed) return { kind: 'JSON', from: 0, isWrapped: false };
  const rowLists = preferred(lists);
  const [list, another] = rowLists;
  if (list !== undefined && another !== undefined && !rowLists.every(({ name }) => isOneOfSeveral(name))) {
    const names = lists.map(({ name }) => `"${shownName(name)}"`).join(', ');
    throw refusal(`has several lists of rows, ${names}; make a file of each`);
  }
  if (list !== undefined) return { kind: 'JSON', from: list.at, isWrapped: true };
  const nested = members.filter(({ kind }) => kind === 'list' || kind === 'object');
  if (nested.length > 0 && nested.length === members.length) {
    throw refusal(`is one object that holds columns, or rows by their names; ${ROWS}; ${FROM_PANDAS}`);
  }
  return { kind: 'JSON', from: 0, isWrapped: false };
}

/** Lists of one kind of rows in one file, as the phases of AIDMS have them: `good_scenarios` and so on. */
export function isOneOfSeveral(name: string): boolean {
  return /^[a-z]{1,40}_scenarios$/.test(name);
}

// Of several lists the one with a usual name has the rows: the others describe them.
function preferred(lists: JsonOutline['lists']): JsonOutline['lists'] {
  const usual = lists.filter(({ name }) => ROW_LISTS.has(name.toLowerCase()) || isOneOfSeveral(name));
  return usual.length > 0 ? usual : lists.filter(({ isEmpty }) => !isEmpty);
}
