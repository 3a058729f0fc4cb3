import type { Figure } from './figure.ts';

/** Round ends and steps for an axis that holds all values of a figure with their intervals. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

/** About so many lines. */
const STEPS = 5;

/** The scale of a figure's values: its own range, or round numbers around the data. @param fromZero whether 0 must be on it */
export function valueScale({ series, range }: Figure, fromZero = false): Scale {
  const points = series.flatMap(({ points }) => points.filter((point) => point !== undefined));
  const values = points
    .flatMap(({ value, low, high }) => [value, low ?? value, high ?? value])
    .filter(Number.isFinite);
  const [least = 0, most = 1] = range ?? [
    Math.min(...(fromZero ? [0] : []), ...values),
    Math.max(...(fromZero ? [0] : []), ...values),
  ];
  const [from, to] = Number.isFinite(least) && Number.isFinite(most) ? [least, most] : [0, 1];
  return roundScale(from, to);
}

/** Round ends and steps around two values. */
export function roundScale(from: number, to: number): Scale {
  const interval = roundStep((to - from || Math.abs(to) || 1) / STEPS);
  return {
    min: tidy(Math.floor(from / interval + 1e-9) * interval),
    max: tidy(
      Math.max(
        Math.ceil(to / interval - 1e-9) * interval,
        (Math.floor(from / interval + 1e-9) + 1) * interval,
      ),
    ),
    interval,
  };
}

/** 1, 2 or 5 times a power of ten, the nearest above. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = [1, 2, 5, 10].find((one) => one * power >= step * (1 - 1e-9)) ?? 10;
  return tidy(digit * power);
}

/** Without what sums of tenths leave behind. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
