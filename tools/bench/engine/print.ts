const round = (value: number): number => Math.round(value * 1000) / 1000;

/** Prints what was measured, with what it is held against: a JSON line on stdout. */
export const print = (metric: string, value: number, unit: string, baseline: string, ratio: number): void =>
  console.log(
    JSON.stringify({ bench: 'engine', metric, value: round(value), unit, baseline, ratio: round(ratio) }),
  );
