import {
  ATTRIBUTE_KEYS,
  ORIGINS,
  isAttributeKey,
  scenarioId,
  type DomainOrUnknown,
  type MutableProfile,
  type Origin,
  type Profile,
  type Scenario,
} from '@rookery/shared-scenario';
import { MAX_ATTRIBUTE, MAX_BACKGROUND, MAX_QUERY, MAX_SITUATION, textIn, textOf } from './cell.ts';
import { ColumnProblem, type RowRejection } from './rejection.ts';
import { domainNamed, domainOfSituation } from './situations.ts';
import { meansUnknown } from './unknown-values.ts';

/** A row of a file: column name to value, as a reader gives it. */
export type RowColumns = Readonly<Record<string, unknown>>;

export type RowOutcome = { readonly scenario: Scenario } | { readonly rejection: RowRejection };

/** Columns beside the attributes, of the published shape and of ours. */
const COLUMNS: ReadonlySet<string> = new Set([
  'source',
  'origin',
  'query',
  'background',
  'scenario',
  'domain',
  'situation',
  'profile',
  'id',
  'source_row',
]);

/** Column names are shown in reasons; a longer one is hardly a name. */
const SHOWN_NAME_LENGTH = 60;

/**
 * The scenario that a row says, or why it says none. Takes the published shape and ours, columns in any order
 * (this library's README has the table).
 */
export function toScenario(columns: RowColumns, rowNumber: number): RowOutcome {
  try {
    checkColumns(columns);
    const query = textIn(columns, 'query', MAX_QUERY);
    if (query === '') throw new ColumnProblem('query', 'is missing');
    const content = {
      query,
      background: textIn(columns, 'background', MAX_BACKGROUND),
      ...areaOf(columns),
      profile: profileOf(columns),
    };
    const origin = originOf(columns);
    return { scenario: { id: scenarioId(content), ...content, origin, sourceRow: rowNumber } };
  } catch (caught) {
    if (!(caught instanceof ColumnProblem)) throw caught;
    return { rejection: { row: rowNumber, column: caught.column, reason: caught.message } };
  }
}

// An empty cell in an unknown column loses nothing: CSV files have it in every row.
function checkColumns(columns: RowColumns): void {
  for (const [name, value] of Object.entries(columns)) {
    if (COLUMNS.has(name) || isAttributeKey(name)) continue;
    if (value === undefined || value === null || value === '') continue;
    throw unknownColumn(name);
  }
}

function unknownColumn(name: string): ColumnProblem {
  const known = [...COLUMNS, ...ATTRIBUTE_KEYS].join(', ');
  return new ColumnProblem(name.slice(0, SHOWN_NAME_LENGTH), `is not a known column; known are ${known}`);
}

// `scenario` says either of the two, so it must not contradict the column that says one of them plainly.
function areaOf(columns: RowColumns): { domain: DomainOrUnknown; situation: string } {
  const either = textIn(columns, 'scenario', MAX_SITUATION);
  const eitherDomain = domainNamed(either);
  const domain = domainNamed(textIn(columns, 'domain', MAX_SITUATION));
  const plain = textIn(columns, 'situation', MAX_SITUATION);
  const named = eitherDomain === undefined ? either : '';
  if (plain !== '' && named !== '' && plain !== named) {
    throw new ColumnProblem('scenario', 'differs from column situation');
  }
  if (domain !== undefined && eitherDomain !== undefined && domain !== eitherDomain) {
    throw new ColumnProblem('scenario', 'differs from column domain');
  }
  const situation = plain === '' ? named : plain;
  return { domain: domain ?? eitherDomain ?? domainOfSituation(situation), situation };
}

function originOf(columns: RowColumns): Origin {
  const column = Object.hasOwn(columns, 'origin') ? 'origin' : 'source';
  const text = textIn(columns, column, MAX_SITUATION).toLowerCase();
  const origin = ORIGINS.find((one) => one === text);
  if (origin !== undefined) return origin;
  const problem = text === '' ? 'is missing' : 'is not known';
  throw new ColumnProblem(column, `${problem}; allowed are ${ORIGINS.join(', ')}`);
}

function profileOf(columns: RowColumns): Profile {
  const profile: MutableProfile = {};
  const put = (attribute: string, value: unknown, column: string): void => {
    if (!isAttributeKey(attribute)) throw unknownAttribute();
    const text = textOf(value, column, MAX_ATTRIBUTE);
    if (meansUnknown(attribute, text)) return;
    if (profile[attribute] !== undefined) throw new ColumnProblem(column, 'is given twice');
    profile[attribute] = text;
  };
  for (const key of ATTRIBUTE_KEYS) if (Object.hasOwn(columns, key)) put(key, columns[key], key);
  for (const [key, value] of Object.entries(nestedProfile(columns))) put(key, value, `profile.${key}`);
  return profile;
}

function nestedProfile(columns: RowColumns): object {
  const nested = Object.hasOwn(columns, 'profile') ? columns['profile'] : undefined;
  if (nested === undefined || nested === null || nested === '') return {};
  if (typeof nested !== 'object' || Array.isArray(nested)) {
    throw new ColumnProblem('profile', 'is not an object of attributes');
  }
  return nested;
}

// Unlike a column's name, a key inside a profile may be anything a person wrote: it is not repeated.
function unknownAttribute(): ColumnProblem {
  return new ColumnProblem('profile', `has an unknown attribute; known are ${ATTRIBUTE_KEYS.join(', ')}`);
}
