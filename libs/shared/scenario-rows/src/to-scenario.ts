import {
  ATTRIBUTE_KEYS,
  isRung,
  ORIGINS,
  RUNGS,
  scenarioId,
  type DomainOrUnknown,
  type Origin,
  type Scenario,
} from '@rookery/shared-scenario';
import { MAX_BACKGROUND, MAX_QUERY, MAX_SITUATION, sayingText } from './cell.ts';
import type { Column } from './column-names.ts';
import { givenAnswerIn, type GivenAnswer } from './given-answer.ts';
import { namedCells, type Cell, type RowColumns } from './named-cells.ts';
import { ProfileInRow } from './profile-in-row.ts';
import { ColumnProblem, type RowRejection } from './rejection.ts';
import { domainNamed, domainOfSituation } from './situations.ts';

export type RowOutcome = { readonly scenario: Scenario } | { readonly rejection: RowRejection };

/** A scenario with an answer that somebody gave to it. */
export interface AnsweredScenario {
  readonly scenario: Scenario;
  readonly answer: GivenAnswer;
}
export type AnsweredRowOutcome = AnsweredScenario | { readonly rejection: RowRejection };

/** Of a row that does not say where it comes from. */
const DEFAULT_ORIGIN: Origin = 'own';

/** The authors' result files number their rows where others name the situation. */
const ROW_NUMBER = /^scenario\s*\d+(?:[-.]\d+)?$/i;
/** A dictionary as Python prints it, which the authors' result files have for a query. */
const PYTHON_DICTIONARY = /^\{'[^]*\}$/;

type Cells = ReadonlyMap<Column, Cell>;

/**
 * The scenario that a row says, or why it says none. Takes the published shape, ours and the authors' own, columns in any order
 * and spelling (docs/datasets.md has the table).
 */
export function toScenario(columns: RowColumns, rowNumber: number): RowOutcome {
  return unlessRejected(rowNumber, () => ({ scenario: scenarioIn(namedCells(columns), rowNumber) }));
}

/** The same of a row that has to bring an answer too. */
export function toAnsweredScenario(columns: RowColumns, rowNumber: number): AnsweredRowOutcome {
  return unlessRejected(rowNumber, () => {
    const cells = namedCells(columns);
    return { scenario: scenarioIn(cells, rowNumber), answer: givenAnswerIn(cells) };
  });
}

function unlessRejected<Outcome>(
  row: number,
  read: () => Outcome,
): Outcome | { readonly rejection: RowRejection } {
  try {
    return read();
  } catch (caught) {
    if (!(caught instanceof ColumnProblem)) throw caught;
    return { rejection: { row, column: caught.column, reason: caught.message } };
  }
}

function scenarioIn(cells: Cells, sourceRow: number): Scenario {
  const person = new ProfileInRow();
  for (const key of ATTRIBUTE_KEYS) person.add(key, cells.get(key)?.value, key);
  person.addWhole(cells.get('profile')?.value);
  const background = textIn(cells, 'background', MAX_BACKGROUND);
  const isProfile = person.addSentence(background);
  const content = {
    query: queryOf(cells),
    background: isProfile ? '' : background,
    ...areaOf(cells, person.scenario),
    profile: person.profile,
    ...derivationOf(cells),
  };
  const { given } = person;
  return {
    id: scenarioId(content),
    ...content,
    origin: originOf(cells),
    sourceRow,
    ...(given === undefined ? {} : { given }),
  };
}

function textIn(cells: Cells, column: Column, limit: number): string {
  return sayingText(cells.get(column)?.value, column, limit);
}

function queryOf(cells: Cells): string {
  if (cells.has('queries')) throw new ColumnProblem('queries', 'is not a list of texts');
  const query = textIn(cells, 'query', MAX_QUERY);
  if (query === '') throw new ColumnProblem('query', 'is missing');
  if (PYTHON_DICTIONARY.test(query)) {
    throw new ColumnProblem('query', 'is a whole record as Python prints it, not what a person asks');
  }
  return query;
}

// `scenario` says either of the two, so it must not contradict the column that says one of them plainly.
function areaOf(cells: Cells, inProfile: unknown): { domain: DomainOrUnknown; situation: string } {
  const given = cells.get('scenario')?.value ?? inProfile;
  const text = sayingText(given, 'scenario', MAX_SITUATION);
  const either = ROW_NUMBER.test(text) ? sayingText(inProfile, 'scenario', MAX_SITUATION) : text;
  const eitherDomain = domainNamed(either);
  const domain = domainNamed(textIn(cells, 'domain', MAX_SITUATION));
  const plain = textIn(cells, 'situation', MAX_SITUATION);
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

/** What only derived scenarios have, as an export writes it. */
function derivationOf(cells: Cells): Pick<Scenario, 'twinOf' | 'rung'> {
  const twinOf = textIn(cells, 'twin_of', MAX_SITUATION).replace(/^scenarios\//, '');
  if (twinOf !== '' && !/^[0-9a-f]{32}$/.test(twinOf)) {
    throw new ColumnProblem('twin_of', 'is not the id of a scenario, 32 hexadecimal digits');
  }
  const rung = textIn(cells, 'rung', MAX_SITUATION);
  if (rung !== '' && !isRung(rung)) {
    throw new ColumnProblem('rung', `is not known; allowed are ${RUNGS.join(', ')}`);
  }
  return { ...(twinOf === '' ? {} : { twinOf }), ...(rung === '' ? {} : { rung }) };
}

function originOf(cells: Cells): Origin {
  const column = cells.has('origin') ? 'origin' : 'source';
  const text = textIn(cells, column, MAX_SITUATION).toLowerCase();
  if (text === '') return DEFAULT_ORIGIN;
  const origin = ORIGINS.find((one) => one === text);
  if (origin !== undefined) return origin;
  throw new ColumnProblem(column, `is not known; allowed are ${ORIGINS.join(', ')}`);
}
