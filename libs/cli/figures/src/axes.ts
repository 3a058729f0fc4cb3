import type { Figure, Point } from './figure.ts';
import { axisStyle } from './frame.ts';
import { COLOURS } from './palette.ts';
import { roundScale, valueScale } from './scale.ts';

/** The axes of points that have an x, and where points stand on them. */
export interface Axes {
  readonly xAxis: object;
  readonly yAxis: object;
  readonly x: (point: Point, index: number) => number;
  readonly y: (value: number) => number;
}

/** Linear axes with round ends, or logarithmic ones with ends of one digit. */
export function axesOf(figure: Figure): Axes {
  const { form, categories, series, logarithmic } = figure;
  const points = series.flatMap((one) =>
    one.points.flatMap((point, index) => (point === undefined ? [] : [{ at: point.x ?? index, point }])),
  );
  const logX = logarithmic === 'x' || logarithmic === 'both';
  const logY = logarithmic === 'values' || logarithmic === 'both';
  const xs = points.map(({ at }) => at);
  // A line begins and ends with its data; a mark on the edge would be half outside.
  const across = logX
    ? logEnds(xs, form === 'lines')
    : form === 'scatter' && xs.length > 0
      ? roundScale(Math.min(...xs), Math.max(...xs))
      : ends(xs);
  const up = logY ? logEnds(figure.range ?? points.map(({ point }) => point.value)) : valueScale(figure);
  const named = categories.length > 0;
  return {
    xAxis: {
      ...axisStyle(figure.xLabel),
      nameGap: 32,
      type: logX ? 'log' : 'value',
      ...(named
        ? { min: 0, max: Math.max(1, categories.length - 1), interval: 1 }
        : {
            min: across.min,
            max: across.max,
            ...('interval' in across ? { interval: across.interval } : {}),
          }),
      ...(points.every(({ at }) => Number.isInteger(at)) && !logX && !named ? { minInterval: 1 } : {}),
      axisLabel: {
        color: COLOURS.ink,
        fontSize: 12,
        hideOverlap: true,
        formatter: (value: number) => (named ? (categories[value] ?? '') : written(value, across, logX)),
      },
    },
    yAxis: {
      ...axisStyle(figure.yLabel),
      nameGap: 52,
      type: logY ? 'log' : 'value',
      min: up.min,
      max: up.max,
      ...('interval' in up ? { interval: up.interval } : {}),
      axisLabel: {
        color: COLOURS.ink,
        fontSize: 12,
        hideOverlap: true,
        formatter: (value: number) => written(value, up, logY),
      },
    },
    x: (point, index) => (logX ? Math.max(across.min, point.x ?? index) : (point.x ?? index)),
    y: (value) => (logY ? Math.max(up.min, value) : value),
  };
}

function ends(values: readonly number[]): AxisEnds {
  if (values.length === 0) return { min: 0, max: 1 };
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return { min, max: max > min ? max : min + 1 };
}

/** Ends of an axis, and whether the lowest stands for 0, which has no place of its own on a logarithmic one. */
interface AxisEnds {
  readonly min: number;
  readonly max: number;
  readonly zero?: boolean;
}

/**
 * 1, 2 or 5 times powers of ten around the values above 0; where there is a 0, it stands at the power of ten before these.
 * @param exact whether the axis ends with its largest value, unless that is where it begins
 */
function logEnds(values: readonly number[], exact = false): AxisEnds {
  const above = values.filter((value) => value > 0 && Number.isFinite(value));
  if (above.length === 0) return { min: 1, max: 10 };
  const zero = values.some((value) => value <= 0);
  const [least, most] = [Math.min(...above), Math.max(...above)];
  const from = Math.floor(Math.log10(least) + 1e-9);
  // At least one decade, so that two powers of ten, or nearly, are on it.
  const to = Math.max(most, 10 * least);
  const power = Math.floor(Math.log10(to) - 1e-9);
  const top = DIGITS.map((digit) => Number(`${digit}e${power}`)).find((end) => end >= to * (1 - 1e-9));
  const bottom = DIGITS.map((digit) => Number(`${digit}e${from}`)).findLast(
    (end) => end <= least * (1 + 1e-9),
  );
  const min = zero ? Number(`1e${from - 1}`) : (bottom ?? Number(`1e${from}`));
  return { min, max: exact && most > min ? most : (top ?? Number(`1e${power + 1}`)), zero };
}

const DIGITS = [1, 2, 5];

function written(value: number, { min, zero = false }: AxisEnds, logarithmic: boolean): string {
  return logarithmic && zero && value <= min * (1 + 1e-9) ? '0' : digits(value);
}

/** Without what sums of tenths leave behind, and thousands set apart. */
function digits(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}
