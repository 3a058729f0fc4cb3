/** Why a row is not taken. */
export interface RowRejection {
  /** 1-based number in the file. */
  readonly row: number;
  /** The column at fault; empty when it is the row as a whole. */
  readonly column: string;
  /** What is wrong and what is allowed; never the text of the row. */
  readonly reason: string;
}

/** Thrown while a row is mapped, caught where the row ends: one reason is enough to reject a row. */
export class ColumnProblem extends Error {
  readonly column: string;

  constructor(column: string, reason: string) {
    super(reason);
    this.name = 'ColumnProblem';
    this.column = column;
  }
}
