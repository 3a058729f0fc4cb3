/** Maps values to places along an axis, with the ticks to draw. */
export interface Scale {
  /** Place of a value in pixels. */
  (value: number): number;
  readonly ticks: readonly number[];
}

/** The two ends of an axis in pixels: where the lowest and where the highest value stand. */
export type Ends = readonly [low: number, high: number];

const WANTED_TICKS = 5;

/** From 0 to a round number at or above `highest`, or exactly to it when `tight`. */
export function linearScale(highest: number, [low, high]: Ends, { tight = false } = {}): Scale {
  const most = highest > 0 ? highest : 1;
  const step = roundStep(most / WANTED_TICKS);
  const top = tight ? most : Math.ceil(most / step - 1e-9) * step;
  const count = Math.floor(top / step + 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  return Object.assign((value: number) => low + ((high - low) * value) / top, { ticks });
}

/** Logarithmic, from a power of ten (or 2 or 5 times one) at or below `lowest` to one at or above `highest`. */
export function logScale(lowest: number, highest: number, [low, high]: Ends): Scale {
  const bottom = roundNumbers(-12, 12).findLast((value) => value <= lowest * (1 + 1e-9)) ?? lowest;
  const top = roundNumbers(-12, 12).find((value) => value >= highest && value > bottom) ?? highest;
  const between = roundNumbers(-12, 12).filter((value) => value >= bottom && value <= top);
  const decades = between.filter((value) => Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6));
  const ticks = between.length <= 8 || decades.length < 3 ? between : decades;
  const span = Math.log(top / bottom);
  const place = (value: number): number =>
    low + ((high - low) * Math.log(Math.min(top, Math.max(bottom, value)) / bottom)) / span;
  return Object.assign(place, { ticks });
}

function roundNumbers(fromPower: number, toPower: number): number[] {
  return Array.from({ length: toPower - fromPower + 1 }, (_, index) => fromPower + index).flatMap((power) =>
    // Written and read back, because 10 ** -3 and 0.001 differ.
    [1, 2, 5].map((digit) => Number(`${digit}e${power}`)),
  );
}

function roundStep(step: number): number {
  return roundNumbers(-9, 12).find((value) => value >= step * (1 - 1e-9)) ?? step;
}
