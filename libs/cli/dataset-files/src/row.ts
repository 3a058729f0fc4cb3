/** A row that could be read: column name to value. What the columns mean is not known here. */
export interface Row {
  /** 1-based: the n-th element, non-blank line or record; a CSV header is not counted. */
  readonly number: number;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** A row that could not be read. The rows after it are not affected. */
export interface UnreadableRow {
  readonly number: number;
  /** What is wrong and what is allowed; never the text of the row. */
  readonly unreadable: string;
}

export type RowOrError = Row | UnreadableRow;
