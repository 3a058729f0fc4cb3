import { escapedHtml } from '@rookery/cli-rendering';
import type { Ends, Scale } from './scale.ts';
import { px } from './svg.ts';

const WIDTH = 640;
const HEIGHT = 260;
const MARGIN = { top: 12, right: 28, bottom: 40, left: 64 };

/** Where the x axis of every chart begins and ends. */
export const X_ENDS: Ends = [MARGIN.left, WIDTH - MARGIN.right];
/** Where the y axis begins (below) and ends. */
export const Y_ENDS: Ends = [HEIGHT - MARGIN.bottom, MARGIN.top];

export interface LegendEntry {
  readonly label: string;
  /** Class that colours it. */
  readonly cssClass: string;
}

export interface Chart {
  readonly title: string;
  /** One sentence under the title. */
  readonly subtitle: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly xLabel: string;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly legend: readonly LegendEntry[];
  /** SVG of what the chart shows. */
  readonly marks: string;
}

/** A chart with its axes, as a figure. */
export function figure(chart: Chart): string {
  const legend = chart.legend.map(
    ({ label, cssClass }) => `<span><i class="key ${cssClass}"></i>${escapedHtml(label)}</span>`,
  );
  return `<figure>
<figcaption><b>${escapedHtml(chart.title)}</b> <small>${escapedHtml(chart.subtitle)}</small>
<div class="legend">${legend.join('')}</div></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapedHtml(`${chart.title}. ${chart.subtitle}`)}">
${yAxis(chart)}${xAxis(chart)}${chart.marks}
</svg></figure>`;
}

function yAxis({ y, formatY }: Chart): string {
  return y.ticks
    .map(
      (tick) =>
        `<line class="grid" x1="${X_ENDS[0]}" x2="${X_ENDS[1]}" y1="${px(y(tick))}" y2="${px(y(tick))}"/>` +
        `<text class="tick" text-anchor="end" x="${X_ENDS[0] - 8}" y="${px(y(tick) + 4)}">${escapedHtml(formatY(tick))}</text>`,
    )
    .join('');
}

function xAxis({ x, formatX, xLabel }: Chart): string {
  const ticks = x.ticks.map(
    (tick) =>
      `<line class="axis" x1="${px(x(tick))}" x2="${px(x(tick))}" y1="${Y_ENDS[0]}" y2="${Y_ENDS[0] + 4}"/>` +
      `<text class="tick" text-anchor="middle" x="${px(x(tick))}" y="${Y_ENDS[0] + 17}">${escapedHtml(formatX(tick))}</text>`,
  );
  const middle = (X_ENDS[0] + X_ENDS[1]) / 2;
  return `<line class="axis" x1="${X_ENDS[0]}" x2="${X_ENDS[1]}" y1="${Y_ENDS[0]}" y2="${Y_ENDS[0]}"/>${ticks.join('')}
<text class="tick" text-anchor="middle" x="${middle}" y="${HEIGHT - 6}">${escapedHtml(xLabel)}</text>`;
}
