import type { EChartsCoreOption } from 'echarts/core';
import { axesOf } from '../axes.ts';
import type { Figure } from '../figure.ts';
import { frameOf, headOf, keyOf } from '../frame.ts';
import { coloursOf } from '../palette.ts';
import { curve } from './lines.ts';

/** Marks at x and value; published ones are rings, a reference is a line. */
export function scatterOption(figure: Figure): {
  readonly option: EChartsCoreOption;
  readonly height: number;
} {
  const head = headOf(figure.title, keyOf(figure, 'box'));
  const axes = axesOf(figure);
  const colours = coloursOf(figure.series);
  return {
    height: Math.round(head.top + 380),
    option: {
      ...frameOf(head),
      grid: { top: head.top, left: 80, right: 48, bottom: 56 },
      xAxis: axes.xAxis,
      yAxis: axes.yAxis,
      series: figure.series.flatMap((series, index) => {
        const { name, points, role } = series;
        if (role === 'reference') return curve(series, index, figure, axes);
        return [
          {
            type: 'scatter',
            name,
            silent: true,
            emphasis: { disabled: true },
            symbolSize: 10,
            data: points.flatMap((point, place) =>
              point === undefined ? [] : [[axes.x(point, place), axes.y(point.value)]],
            ),
            itemStyle:
              role === undefined
                ? { color: colours[index], opacity: 0.8 }
                : { color: 'none', borderColor: colours[index], borderWidth: 2 },
          },
        ];
      }),
    },
  };
}
