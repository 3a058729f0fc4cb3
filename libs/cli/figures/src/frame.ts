import type { EChartsCoreOption } from 'echarts/core';
import type { Figure } from './figure.ts';
import { FONT_FAMILY, linesOf, textWidth } from './font.ts';
import { COLOURS, coloursOf, dashesOf } from './palette.ts';

export const WIDTH = 900;
const SIDE = 24;
const TITLE = { size: 16, line: 22 };
const ENTRY = { size: 12, icon: 22, gap: 18, line: 20 };

/** An entry of the key. */
export interface KeyEntry {
  readonly name: string;
  readonly colour: string;
  /** How its line, or the rim of its box, is broken; undefined: it is not. */
  readonly dash?: readonly [line: number, gap: number] | undefined;
  readonly mark?: 'line' | 'box' | 'diamond';
}

/** What stands above the plot, and where the plot begins. */
export interface Head {
  /** Pixels from the top. */
  readonly top: number;
  readonly graphic: readonly object[];
}

/** The title and the key, as many lines as they need: nothing is cut, and nothing lies over the plot. */
export function headOf(title: string, entries: readonly KeyEntry[]): Head {
  const graphic: object[] = [];
  let y = 14;
  for (const text of linesOf(title, WIDTH - 2 * SIDE, TITLE.size, true)) {
    graphic.push(textAt(SIDE, y, text, { size: TITLE.size, bold: true }));
    y += TITLE.line;
  }
  y += 6;
  let x = SIDE;
  for (const entry of entries) {
    const width = ENTRY.icon + 6 + textWidth(entry.name, ENTRY.size);
    if (x > SIDE && x + width > WIDTH - SIDE) {
      x = SIDE;
      y += ENTRY.line;
    }
    graphic.push(...keyAt(x, y, entry));
    x += width + ENTRY.gap;
  }
  return { top: entries.length === 0 ? y + 8 : y + ENTRY.line + 12, graphic };
}

/** Entries for all series of a figure: boxes for bars, lines for lines. */
export function keyOf(figure: Figure, mark: 'line' | 'box'): KeyEntry[] {
  const colours = coloursOf(figure.series);
  const dashes = dashesOf(figure.series);
  return figure.series.map(({ name, role }, index) => ({
    name,
    colour: colours[index] ?? COLOURS.ink,
    dash: mark === 'line' || role !== undefined ? dashes[index] : undefined,
    mark,
  }));
}

function keyAt(x: number, y: number, { name, colour, dash, mark = 'box' }: KeyEntry): object[] {
  const middle = y + ENTRY.size / 2;
  const icon =
    mark === 'line'
      ? {
          type: 'line',
          shape: { x1: x, y1: middle, x2: x + ENTRY.icon, y2: middle },
          style: { fill: 'none', stroke: colour, lineWidth: 2.5, lineDash: dash },
        }
      : mark === 'diamond'
        ? diamond(x + ENTRY.icon / 2, middle, 6, colour)
        : {
            type: 'rect',
            shape: { x: x + 5, y, width: 12, height: 12 },
            style: dash
              ? { fill: 'none', stroke: colour, lineWidth: 1.5, lineDash: [3, 2] }
              : { fill: colour },
          };
  return [{ ...icon, silent: true }, textAt(x + ENTRY.icon + 6, y, name, { size: ENTRY.size })];
}

/** A published value: a diamond with a rim that is seen on any bar. */
export function diamond(x: number, y: number, radius: number, colour: string): object {
  return {
    type: 'polygon',
    shape: {
      points: [
        [x, y - radius],
        [x + radius, y],
        [x, y + radius],
        [x - radius, y],
      ],
    },
    style: { fill: colour, stroke: COLOURS.paper, lineWidth: 1.5 },
    silent: true,
  };
}

function textAt(
  x: number,
  y: number,
  text: string,
  { size, bold = false }: { readonly size: number; readonly bold?: boolean },
): object {
  return {
    type: 'text',
    x,
    y,
    silent: true,
    style: {
      text,
      fill: COLOURS.ink,
      fontSize: size,
      fontWeight: bold ? 'bold' : 'normal',
      fontFamily: FONT_FAMILY,
    },
  };
}

/** What all figures have in common. */
export function frameOf(head: Head): EChartsCoreOption {
  return {
    animation: false,
    backgroundColor: COLOURS.paper,
    textStyle: { fontFamily: FONT_FAMILY, fontSize: 12, color: COLOURS.ink },
    graphic: head.graphic,
  };
}

/** An axis in the colours of the page. */
export function axisStyle(name: string): object {
  return {
    name,
    nameLocation: 'middle',
    nameTextStyle: { color: COLOURS.soft, fontSize: 12 },
    axisLine: { show: true, lineStyle: { color: COLOURS.soft } },
    axisTick: { lineStyle: { color: COLOURS.soft } },
    axisLabel: { color: COLOURS.ink, fontSize: 12 },
    splitLine: { lineStyle: { color: COLOURS.rule } },
  };
}
