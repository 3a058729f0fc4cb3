import { MAX_MODEL, MAX_RESPONSE, sayingText, textOf } from './cell.ts';
import type { Column } from './column-names.ts';
import type { Cell } from './named-cells.ts';
import { ColumnProblem } from './rejection.ts';

/** An answer to a row's question. */
export interface GivenAnswer {
  /** Who gave it. */
  readonly model: string;
  readonly response: string;
}

/** Who gave an answer of which nobody says it. */
export const UNNAMED_MODEL = 'given';

/** The answer in a row. Throws a ColumnProblem where there is none, or one that is too long. */
export function givenAnswerIn(cells: ReadonlyMap<Column, Cell>): GivenAnswer {
  // An answer may well be the word "none".
  const response = textOf(cells.get('response')?.value, 'response', MAX_RESPONSE);
  if (response === '') throw new ColumnProblem('response', 'is missing');
  const model = sayingText(cells.get('model')?.value, 'model', MAX_MODEL);
  return { model: model === '' ? UNNAMED_MODEL : model, response };
}
