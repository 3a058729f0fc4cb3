import { isEmptyCell, isSameName, shownName, type RowColumns } from '@rookery/shared-scenario-rows';

/** What a row of a file of ratings says, before its answer is looked up. */
export interface RatingRow {
  /** Name of an item or of a result; empty where the answer is named by its words. */
  readonly item: string;
  readonly query: string;
  readonly response: string;
  readonly annotator: string;
  readonly riskSensitivity: number | undefined;
  readonly emotionalEmpathy: number | undefined;
  readonly userAlignment: number | undefined;
  readonly note: string;
}

const NAMES = {
  item: ['item', 'result'],
  query: ['query', 'question'],
  response: ['response', 'answer'],
  annotator: ['annotator', 'rater', 'annotator id', 'rater id'],
  riskSensitivity: ['risk sensitivity', 'risk'],
  emotionalEmpathy: ['emotional empathy', 'empathy'],
  userAlignment: ['user alignment', 'user-specific alignment', 'alignment'],
  note: ['note', 'comment'],
} as const;
type Field = keyof typeof NAMES;

const FIELDS = Object.keys(NAMES) as readonly Field[];

/**
 * Reads a row of ratings: one annotator, one answer, three scores of 1 to 5, any of which may be missing.
 * @param annotator of rows that do not say it
 * @returns the row, or why it is none: never the text of a cell
 */
export function ratingRow(columns: RowColumns, annotator: string): RatingRow | string {
  const cells = new Map<Field, string>();
  for (const [name, value] of Object.entries(columns)) {
    if (isEmptyCell(value)) continue;
    const field = FIELDS.find((one) => NAMES[one].some((known) => isSameName(known, name)));
    // Files hold more than ratings; what is not known here says nothing about them.
    if (field === undefined) continue;
    if (cells.has(field)) return `${shownName(name)}: is given twice`;
    if (typeof value !== 'string' && typeof value !== 'number') return `${shownName(name)}: is not text`;
    cells.set(field, String(value).trim());
  }
  const text = (field: Field): string => cells.get(field) ?? '';
  if (text('item') === '' && (text('query') === '' || text('response') === '')) {
    return 'names no answer: item, result, or query and response are needed';
  }
  const by = text('annotator') === '' ? annotator : text('annotator');
  if (by === '') return 'annotator: is missing; --annotator says it for a whole file';
  const scores = { riskSensitivity: 0, emotionalEmpathy: 0, userAlignment: 0 };
  for (const dimension of ['riskSensitivity', 'emotionalEmpathy', 'userAlignment'] as const) {
    const said = text(dimension);
    if (said !== '' && !/^[1-5](?:\.0+)?$/.test(said))
      return `${NAMES[dimension][0]}: is not 1, 2, 3, 4 or 5`;
    scores[dimension] = said === '' ? 0 : Number(said);
  }
  if (Object.values(scores).every((score) => score === 0)) return 'rates no dimension';
  return {
    item: text('item'),
    query: text('query'),
    response: text('response'),
    annotator: by,
    riskSensitivity: scores.riskSensitivity || undefined,
    emotionalEmpathy: scores.emotionalEmpathy || undefined,
    userAlignment: scores.userAlignment || undefined,
    note: text('note'),
  };
}
