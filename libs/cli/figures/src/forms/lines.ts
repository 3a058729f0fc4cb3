import type { EChartsCoreOption } from 'echarts/core';
import { axesOf, type Axes } from '../axes.ts';
import type { Figure, Series } from '../figure.ts';
import { frameOf, headOf, keyOf } from '../frame.ts';
import { COLOURS, coloursOf, dashesOf } from '../palette.ts';

/** Lines over x with the bands of their intervals; published and reference lines are dashed, those beyond the tenth dotted. */
export function linesOption(figure: Figure): {
  readonly option: EChartsCoreOption;
  readonly height: number;
} {
  const head = headOf(figure.title, keyOf(figure, 'line'));
  const axes = axesOf(figure);
  return {
    height: Math.round(head.top + 350),
    option: {
      ...frameOf(head),
      grid: { top: head.top, left: 80, right: 48, bottom: 56 },
      xAxis: axes.xAxis,
      yAxis: axes.yAxis,
      series: figure.series.flatMap((series, index) => curve(series, index, figure, axes)),
    },
  };
}

/** A line with the area between the ends of its intervals. */
export function curve({ name, points }: Series, index: number, figure: Figure, { x, y }: Axes): object[] {
  const colour = coloursOf(figure.series)[index] ?? COLOURS.ink;
  const dash = dashesOf(figure.series)[index];
  const there = points
    .flatMap((point, place) => (point === undefined ? [] : [{ x: x(point, place), point }]))
    .toSorted((a, b) => a.x - b.x);
  const banded = there.filter(({ point }) => point.low !== undefined && point.high !== undefined);
  const upper = banded.map(({ x: at, point }) => [at, y(point.high ?? point.value)] as const);
  const lower = banded.map(({ x: at, point }) => [at, y(point.low ?? point.value)] as const);
  return [
    ...(banded.length > 1 ? [band(name, colour, [...upper, ...lower.toReversed()])] : []),
    {
      type: 'line',
      name,
      data: there.map(({ x: at, point }) => [at, y(point.value)]),
      showSymbol: there.length <= 30,
      symbol: 'circle',
      symbolSize: 6,
      silent: true,
      emphasis: { disabled: true },
      itemStyle: { color: colour },
      lineStyle: { color: colour, width: 2, type: dash ?? 'solid' },
    },
  ];
}

interface RenderApi {
  readonly coord: (at: readonly [number, number]) => readonly [number, number];
}

function band(name: string, colour: string, rim: readonly (readonly [number, number])[]): object {
  return {
    type: 'custom',
    name: `${name}, interval`,
    silent: true,
    emphasis: { disabled: true },
    clip: true,
    data: [rim[0]],
    renderItem: (_: unknown, api: RenderApi) => ({
      type: 'polygon',
      shape: { points: rim.map((at) => api.coord(at)) },
      style: { fill: colour, opacity: 0.15 },
    }),
  };
}
