import { columnNamed, stepAnsweredIn } from './column-names.ts';
import { UNNAMED_MODEL } from './given-answer.ts';
import { isEmptyCell } from './cell.ts';
import { ANSWER_PAIRS } from './known-shapes.ts';
import type { RowColumns } from './named-cells.ts';

/**
 * A row with an answer for each step of planning, as the authors' result files have it, as one row for each answer, given by
 * `step 1` and so on, behind the model's name where the row has one; and a row with two answers to compare, as AIDMS has it, as two.
 * Any other row as it is.
 */
export function rowsOfAnswers(columns: RowColumns): readonly RowColumns[] {
  const names = Object.keys(columns);
  if (names.some((name) => columnNamed(name) === 'response')) return [columns];
  const paired = names.filter((name) => name in ANSWER_PAIRS && !isEmptyCell(columns[name]));
  if (paired.length > 0) {
    const others = Object.fromEntries(Object.entries(columns).filter(([name]) => !(name in ANSWER_PAIRS)));
    return paired.map((name) => ({ ...others, model: ANSWER_PAIRS[name], response: columns[name] }));
  }
  const steps = names.filter((name) => stepAnsweredIn(name) !== undefined && !isEmptyCell(columns[name]));
  if (steps.length === 0) return [columns];
  const named = names.find((name) => columnNamed(name) === 'model' && !isEmptyCell(columns[name]));
  const who = named === undefined ? UNNAMED_MODEL : String(columns[named]);
  const rest = Object.fromEntries(
    Object.entries(columns).filter(([name]) => name !== named && stepAnsweredIn(name) === undefined),
  );
  return steps.map((name) => ({
    ...rest,
    model: `${who} step ${stepAnsweredIn(name)}`,
    response: columns[name],
  }));
}
