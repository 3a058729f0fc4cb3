import type { EChartsCoreOption } from 'echarts/core';
import type { Figure } from '../figure.ts';
import { frameOf, headOf, keyOf, WIDTH } from '../frame.ts';
import { FONT_FAMILY } from '../font.ts';
import { COLOURS, coloursOf, dashesOf } from '../palette.ts';
import { valueScale } from '../scale.ts';

const RINGS = 4;

/** A web with an axis for each category. Intervals have no place on it; its table has them. */
export function radarOption(figure: Figure): { readonly option: EChartsCoreOption; readonly height: number } {
  const head = headOf(figure.title, keyOf(figure, 'line'));
  const { min, max } = valueScale(figure);
  const [radius, margin] = [165, 36];
  const centre = { x: WIDTH / 2, y: head.top + radius + margin };
  return {
    height: Math.round(head.top + 2 * (radius + margin)),
    option: {
      ...frameOf({ ...head, graphic: [...head.graphic, ...ringsOf(min, max, centre, radius)] }),
      radar: {
        center: [centre.x, centre.y],
        radius,
        indicator: figure.categories.map((name) => ({ name, min, max })),
        axisName: { color: COLOURS.ink, fontSize: 12 },
        axisNameGap: 12,
        axisLine: { lineStyle: { color: COLOURS.rule } },
        splitLine: { lineStyle: { color: COLOURS.rule } },
        splitArea: { show: false },
        splitNumber: RINGS,
        axisLabel: { show: false },
      },
      series: figure.series.map(({ name, points, role }, index) => {
        const colour = coloursOf(figure.series)[index] ?? COLOURS.ink;
        return {
          type: 'radar',
          silent: true,
          emphasis: { disabled: true },
          symbol: role === undefined ? 'circle' : 'none',
          symbolSize: 5,
          data: [{ name, value: points.map((point) => point?.value ?? Number.NaN) }],
          itemStyle: { color: colour },
          lineStyle: { color: colour, width: 2, type: dashesOf(figure.series)[index] ?? 'solid' },
          areaStyle: { color: colour, opacity: role === undefined ? 0.08 : 0 },
        };
      }),
    },
  };
}

/** What each ring stands for, beside the first axis. */
function ringsOf(
  min: number,
  max: number,
  { x, y }: { readonly x: number; readonly y: number },
  radius: number,
): object[] {
  return Array.from({ length: RINGS + 1 }, (_, ring) => ({
    type: 'text',
    x: x + 4,
    y: y - (radius * ring) / RINGS + 3,
    z: 10,
    silent: true,
    style: {
      text: String(Number((min + ((max - min) * ring) / RINGS).toFixed(2))),
      fill: COLOURS.soft,
      fontSize: 10,
      fontFamily: FONT_FAMILY,
    },
  }));
}
