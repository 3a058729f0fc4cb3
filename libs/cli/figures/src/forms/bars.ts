import type { EChartsCoreOption } from 'echarts/core';
import type { Figure, Series } from '../figure.ts';
import { textWidth, linesOf } from '../font.ts';
import { axisStyle, diamond, frameOf, headOf, WIDTH, type KeyEntry } from '../frame.ts';
import { COLOURS, hueOf } from '../palette.ts';
import { valueScale } from '../scale.ts';

/** A series of bars, and what was published of the same. */
interface Bars {
  readonly series: Series;
  readonly published: Series | undefined;
  readonly colour: string;
}

const LEFT = 64;
const RIGHT = 24;
/** Of the width of a category that its bars take. */
const FILLED = 0.78;
/** More than so many pixels a name may not take before its letters are turned. */
const LABEL_SIZE = 12;

/** Bars side by side with whiskers for intervals; published values are diamonds on their bars. */
export function barsOption(figure: Figure): { readonly option: EChartsCoreOption; readonly height: number } {
  const bars = barsOf(figure);
  const lone = figure.series.filter(({ role }) => role === 'published').length > 0;
  const key: KeyEntry[] = [
    ...(bars.length === 1 && !lone
      ? []
      : bars.map(({ series, colour }): KeyEntry => ({
          name: series.name,
          colour,
          mark: 'box',
        }))),
    ...(lone ? [{ name: 'published', colour: COLOURS.ink, mark: 'diamond' } as const] : []),
  ];
  const head = headOf(figure.title, key);
  const band = (WIDTH - LEFT - RIGHT) / Math.max(1, figure.categories.length);
  const labels = labelsOf(figure.categories, band);
  const scale = valueScale(figure, figure.range === undefined);
  const bottom = labels.height + 44;
  return {
    height: Math.round(head.top + 280 + bottom),
    option: {
      ...frameOf(head),
      grid: { top: head.top, left: LEFT, right: RIGHT, bottom, containLabel: false },
      xAxis: {
        ...axisStyle(figure.xLabel),
        type: 'category',
        data: [...figure.categories],
        nameGap: labels.height + 12,
        axisLabel: { color: COLOURS.ink, fontSize: LABEL_SIZE, interval: 0, ...labels.style },
        axisTick: { show: false },
      },
      yAxis: { ...axisStyle(figure.yLabel), type: 'value', nameGap: 44, ...scale },
      series: bars.map((one, index) => series(one, index, bars.length, scale)),
    },
  };
}

function barsOf({ series }: Figure): Bars[] {
  const bars: Bars[] = [];
  for (const [index, one] of series.entries()) {
    if (one.role === 'published') continue;
    const next = series[index + 1];
    bars.push({
      series: one,
      published: next?.role === 'published' ? next : undefined,
      colour: hueOf(bars.length),
    });
  }
  return bars;
}

/** Names in as many lines as their place needs; turned where a word is wider than that. */
function labelsOf(
  names: readonly string[],
  band: number,
): { readonly height: number; readonly style: object } {
  const room = band - 8;
  const widest = Math.max(
    0,
    ...names.flatMap((name) => name.split(' ').map((word) => textWidth(word, LABEL_SIZE))),
  );
  if (widest > room) {
    const longest = Math.max(...names.map((name) => textWidth(name, LABEL_SIZE)));
    const degrees = 50;
    return {
      height: Math.ceil(longest * Math.sin((degrees * Math.PI) / 180) + 14),
      style: { rotate: degrees },
    };
  }
  const wrapped = new Map(names.map((name) => [name, linesOf(name, room, LABEL_SIZE).join('\n')]));
  const most = Math.max(1, ...[...wrapped.values()].map((name) => name.split('\n').length));
  return {
    height: 18 + 15 * (most - 1),
    style: { formatter: (name: string) => wrapped.get(name) ?? name, lineHeight: 15 },
  };
}

interface RenderApi {
  readonly coord: (at: readonly [number, number]) => readonly [number, number];
  readonly size: (of: readonly [number, number]) => readonly [number, number];
}

function series(
  { series: { name, points }, published, colour }: Bars,
  place: number,
  of: number,
  { min, max }: { readonly min: number; readonly max: number },
): object {
  return {
    type: 'custom',
    name,
    silent: true,
    emphasis: { disabled: true },
    data: points.map((point, index) => [index, point?.value ?? min]),
    encode: { x: 0, y: 1 },
    renderItem: ({ dataIndex }: { dataIndex: number }, api: RenderApi) => {
      const point = points[dataIndex];
      const known = published?.points[dataIndex];
      const width = (api.size([1, 0])[0] * FILLED) / of;
      const y = (value: number): number => api.coord([dataIndex, Math.min(max, Math.max(min, value))])[1];
      const x = api.coord([dataIndex, min])[0] + (place - of / 2) * width;
      const middle = x + width / 2;
      const base = y(Math.min(max, Math.max(min, 0)));
      const children: object[] = [];
      if (point !== undefined) {
        const top = y(point.value);
        const gap = Math.min(2, width / 8);
        children.push({
          type: 'rect',
          shape: { x: x + gap, y: Math.min(top, base), width: width - 2 * gap, height: Math.abs(base - top) },
          style: { fill: colour },
        });
        if (point.low !== undefined && point.high !== undefined)
          children.push(...whisker(middle, y(point.low), y(point.high), Math.min(5, width / 4)));
      }
      if (known !== undefined)
        children.push(diamond(middle, y(known.value), Math.min(6, width / 2.5), COLOURS.ink));
      return { type: 'group', children };
    },
  };
}

function whisker(x: number, low: number, high: number, half: number): object[] {
  const line = (x1: number, y1: number, x2: number, y2: number): object => ({
    type: 'line',
    shape: { x1, y1, x2, y2 },
    style: { fill: 'none', stroke: COLOURS.ink, lineWidth: 1.2 },
  });
  return [line(x, low, x, high), line(x - half, low, x + half, low), line(x - half, high, x + half, high)];
}
