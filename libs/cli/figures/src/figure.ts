/** A measured value; the ends of its 95% interval are absent where there is none. */
export interface Point {
  /** Where it stands on the x axis of lines and scatters; categories stand in their order. */
  readonly x?: number;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** Points of one thing, in the order of the figure's categories; undefined: not measured. */
export interface Series {
  readonly name: string;
  readonly points: readonly (Point | undefined)[];
  /**
   * `published`: numbers of others beside ours, drawn dashed, or as a mark on the bar of the series before it. `reference`: a line that
   * others are seen against. Absent: ours.
   */
  readonly role?: 'published' | 'reference';
}

/** How a figure is drawn: bars with whiskers, lines with bands, a radar, a map of cells, or marks. */
export const FIGURE_FORMS = ['bars', 'lines', 'radar', 'heat-map', 'scatter'] as const;
export type FigureForm = (typeof FIGURE_FORMS)[number];

/** One figure. What it shows is also its table, row by row: categories (or x) down, series across. */
export interface Figure {
  /** Letters, digits and dashes; unique on a page, where it keeps the ids within pictures apart. */
  readonly id: string;
  readonly title: string;
  readonly form: FigureForm;
  /** What the rows are: the axis of categories or of x. */
  readonly xLabel: string;
  /** What is measured, with its unit. */
  readonly yLabel: string;
  /** Names along the axis; empty for lines and scatters, whose points have an x. */
  readonly categories: readonly string[];
  readonly series: readonly Series[];
  /** Ends of the value axis; absent: from the data. */
  readonly range?: readonly [low: number, high: number];
  /** Which axes of lines and scatters are logarithmic; what is 0 or less then stands at the end of its axis. */
  readonly logarithmic?: 'x' | 'values' | 'both';
  /** Digits after the point in tables and cells; absent: 2. */
  readonly decimals?: number;
}
