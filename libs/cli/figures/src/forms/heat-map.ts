import type { EChartsCoreOption } from 'echarts/core';
import { cellText } from '../cell-text.ts';
import type { Figure, Point } from '../figure.ts';
import { FONT_FAMILY, linesOf, textWidth } from '../font.ts';
import { axisStyle, frameOf, headOf, WIDTH } from '../frame.ts';
import { COLOURS } from '../palette.ts';

const ROW = 30;
const TEXT = 11;

/** A cell: its column, its row, what is in it. */
interface Cell {
  readonly x: number;
  readonly y: number;
  readonly point: Point;
}

interface RenderApi {
  readonly coord: (at: readonly [number, number]) => readonly [number, number];
  readonly size: (of: readonly [number, number]) => readonly [number, number];
}

/** Cells with their values in them: categories down, series across. Values beyond the range have the colour of its end. */
export function heatMapOption(figure: Figure): {
  readonly option: EChartsCoreOption;
  readonly height: number;
} {
  const { categories, series } = figure;
  const head = headOf(figure.title, []);
  const left = Math.ceil(Math.max(0, ...categories.map((name) => textWidth(name, 12)))) + 40;
  const band = (WIDTH - left - 24) / Math.max(1, series.length);
  const names = series.map(({ name }) => linesOf(name, band - 6, 12).join('\n'));
  const lines = Math.max(1, ...names.map((name) => name.split('\n').length));
  const cells: Cell[] = series.flatMap(({ points }, x) =>
    points.flatMap((point, y) => (point === undefined ? [] : [{ x, y, point }])),
  );
  const top = head.top + 15 * lines + 8;
  return {
    height: Math.round(top + ROW * categories.length + 24),
    option: {
      ...frameOf(head),
      grid: { top, left, right: 24, bottom: 24 },
      xAxis: {
        ...axisStyle(''),
        type: 'category',
        position: 'top',
        data: names,
        axisTick: { show: false },
        axisLabel: { color: COLOURS.ink, fontSize: 12, interval: 0, lineHeight: 15 },
        splitLine: { show: false },
      },
      yAxis: {
        ...axisStyle(''),
        type: 'category',
        inverse: true,
        data: [...categories],
        axisTick: { show: false },
        axisLabel: { color: COLOURS.ink, fontSize: 12, interval: 0 },
      },
      series: [map(cells, scaleOf(figure, cells), figure.decimals)],
    },
  };
}

/** The colour of a value. */
function scaleOf({ range }: Figure, cells: readonly Cell[]): (value: number) => string {
  const values = cells.map(({ point }) => point.value);
  const [min, max] = range ?? [Math.min(...values), Math.max(...values)];
  const steps = COLOURS.cells.length;
  return (value) => {
    const step = Math.floor((steps * (value - min)) / (max - min || 1));
    return COLOURS.cells[Math.min(steps - 1, Math.max(0, step))] ?? COLOURS.paper;
  };
}

function map(cells: readonly Cell[], colourOf: (value: number) => string, decimals = 2): object {
  return {
    type: 'custom',
    silent: true,
    emphasis: { disabled: true },
    data: cells.map(({ x, y }) => [x, y]),
    encode: { x: 0, y: 1 },
    renderItem: ({ dataIndex }: { dataIndex: number }, api: RenderApi) => {
      const cell = cells[dataIndex];
      if (cell === undefined) return undefined;
      const [x, y] = api.coord([cell.x, cell.y]);
      const [width, height] = api.size([1, 1]);
      return {
        type: 'group',
        children: [
          {
            type: 'rect',
            shape: { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 },
            style: { fill: colourOf(cell.point.value) },
          },
          {
            type: 'text',
            x,
            y,
            style: {
              text: fitting(cell.point, decimals, width - 8),
              fill: COLOURS.ink,
              fontSize: TEXT,
              fontFamily: FONT_FAMILY,
              align: 'center',
              verticalAlign: 'middle',
            },
          },
        ],
      };
    },
  };
}

/** With the interval where it has room. */
function fitting(point: Point, decimals: number, width: number): string {
  const whole = cellText(point, decimals);
  return textWidth(whole, TEXT) <= width ? whole : point.value.toFixed(decimals);
}
