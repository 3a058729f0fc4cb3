/** One line of the `planner` bench. */
export interface Line {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is compared with, measured in the same run. */
  readonly baseline?: string;
  /** Value divided by the baseline's. */
  readonly ratio?: number;
}

/** Prints a line as JSON on stdout. */
export function print({ metric, value, unit, baseline, ratio }: Line): void {
  const rounded = ratio === undefined ? null : Math.round(ratio * 1_000) / 1_000;
  console.log(
    JSON.stringify({ bench: 'planner', metric, value, unit, baseline: baseline ?? null, ratio: rounded }),
  );
}
