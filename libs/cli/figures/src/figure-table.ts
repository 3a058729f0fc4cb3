import { cellText } from './cell-text.ts';
import type { Figure } from './figure.ts';

/** A table of texts. */
export interface FigureTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a figure shows, as a table: its categories, or each x, down; its series across. */
export function tableOf(figure: Figure): FigureTable {
  const { categories, series, decimals, xLabel } = figure;
  const head = [xLabel, ...series.map(({ name }) => name)];
  if (categories.length > 0) {
    return {
      head,
      rows: categories.map((name, index) => [
        name,
        ...series.map(({ points }) => cellText(points[index], decimals)),
      ]),
    };
  }
  const xs = [...new Set(series.flatMap(({ points }) => points.flatMap((point) => point?.x ?? [])))].sort(
    (a, b) => a - b,
  );
  return {
    head,
    rows: xs.map((x) => [
      String(x),
      ...series.map(({ points }) =>
        cellText(
          points.find((point) => point?.x === x),
          decimals,
        ),
      ),
    ]),
  };
}
