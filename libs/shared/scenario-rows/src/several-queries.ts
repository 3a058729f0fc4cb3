import { columnNamed } from './column-names.ts';
import type { RowColumns } from './named-cells.ts';

/**
 * A row with a list of queries of one person, as the authors' generated queries have it, as one row for each query. Any other
 * row as it is.
 */
export function rowsOfQueries(columns: RowColumns): readonly RowColumns[] {
  const name = Object.keys(columns).find((one) => columnNamed(one) === 'queries');
  const queries = name === undefined ? undefined : columns[name];
  if (name === undefined || !Array.isArray(queries) || queries.length === 0) return [columns];
  const { [name]: _queries, ...rest } = columns;
  return queries.map((query: unknown) => ({ ...rest, query }));
}
