import { escapedHtml } from '@rookery/cli-rendering';
import type { ComparedCell, ComparisonResult, ContenderResult } from '@rookery/shared-contracts';
import { callScale, px } from './call-scale.ts';
import { cellTitle, lossName, titleOf } from './cell-title.ts';
import { checkpointsOf, playedIn } from './contender-name.ts';
import { hueOf, strokeOf, STYLE } from './svg-style.ts';

const COLUMNS = 3;
const PANEL = { width: 400, height: 270 };
const PLOT = { left: 48, right: 14, top: 34, bottom: 40 };
const HEADER = 58;
const LEGEND = { column: 200, row: 18 };
const Y_TICKS = 4;

/** A chart that needs nothing beside it: losses over calls, a panel for each cell. */
export function comparisonAsSvg(result: ComparisonResult): string {
  const labels = [...new Set(result.cells.flatMap(({ contenders }) => contenders.map(({ label }) => label)))];
  const columns = Math.max(1, Math.min(COLUMNS, result.cells.length));
  const width = columns * PANEL.width;
  const perRow = Math.max(1, Math.floor((width - 16) / LEGEND.column));
  const top = HEADER + Math.ceil(labels.length / perRow) * LEGEND.row;
  const height = top + Math.ceil(result.cells.length / columns) * PANEL.height;
  const title = titleOf(result);
  const panels = result.cells.map((cell, index) => {
    const x = (index % columns) * PANEL.width;
    const y = top + Math.floor(index / columns) * PANEL.height;
    return `<g transform="translate(${x} ${y})">${panel(cell, cellTitle(cell, result), labels)}</g>`;
  });
  const keys = labels.map((label, index) => {
    const x = 16 + (index % perRow) * LEGEND.column;
    const y = HEADER + Math.floor(index / perRow) * LEGEND.row;
    return `<path class="line ${strokeOf(index)}" d="M${x} ${y - 4}h24"/><text class="small" x="${x + 30}" y="${y}">${escapedHtml(label)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapedHtml(title)}">
<style>${STYLE}</style>
<rect class="paper" width="${width}" height="${height}"/>
<text class="title" x="16" y="24">${escapedHtml(title.charAt(0).toUpperCase() + title.slice(1))}</text>
<text class="small" x="16" y="42">Mean loss (score points, 0 is best) over evaluations, with 95% intervals. Dotted: what the target has at its last evaluation.</text>
${[...keys, ...panels].join('\n')}
</svg>
`;
}

function panel(cell: ComparedCell, title: string, labels: readonly string[]): string {
  const calls = checkpointsOf(cell);
  const highest = Math.max(
    1e-3,
    ...cell.contenders.flatMap(({ checkpoints }) =>
      checkpoints.map(({ loss }) => (loss?.mean ?? 0) + (loss?.halfWidth ?? 0)),
    ),
  );
  const step = roundStep(highest / Y_TICKS);
  const ticks = Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
  const x = callScale(calls, PLOT.left + 10, PANEL.width - PLOT.right - 10);
  const y = (loss: number): number => {
    const [bottom, top] = [PANEL.height - PLOT.bottom, PLOT.top];
    return bottom - ((bottom - top) * loss) / (ticks.at(-1) ?? highest);
  };
  const [left, right] = [PLOT.left, PANEL.width - PLOT.right];
  const grid = ticks.map(
    (tick) =>
      `<path class="grid" d="M${left} ${px(y(tick))}H${right}"/><text class="tick" text-anchor="end" x="${left - 6}" y="${px(y(tick) + 4)}">${Number(tick.toFixed(3))}</text>`,
  );
  const below = PANEL.height - PLOT.bottom;
  const callTicks = calls.map(
    (call) => `<text class="tick" text-anchor="middle" x="${px(x(call))}" y="${below + 15}">${call}</text>`,
  );
  const target =
    cell.target === undefined
      ? ''
      : `<path class="target" d="M${left} ${px(y(cell.target.mean))}H${right}"/>`;
  const curves = playedIn(cell).map((contender) => curve(contender, labels.indexOf(contender.label), x, y));
  return [
    `<text class="name" x="${left}" y="18">${escapedHtml(title)}</text>`,
    ...grid,
    ...callTicks,
    `<text class="tick" text-anchor="middle" x="${(left + right) / 2}" y="${below + 31}">evaluations (logarithmic), ${lossName(cell)}</text>`,
    target,
    ...curves,
  ].join('');
}

function curve(
  { label, checkpoints }: ContenderResult,
  colour: number,
  x: (call: number) => number,
  y: (loss: number) => number,
): string {
  const points = checkpoints.map(({ evaluations, loss }) => ({
    at: x(evaluations),
    mean: loss?.mean ?? 0,
    half: loss?.halfWidth ?? 0,
  }));
  const upper = points.map(({ at, mean, half }) => `${px(at)} ${px(y(mean + half))}`);
  const lower = points.map(({ at, mean, half }) => `${px(at)} ${px(y(Math.max(0, mean - half)))}`).reverse();
  const line = points.map(({ at, mean }) => `${px(at)} ${px(y(mean))}`);
  const said = checkpoints.map(({ evaluations, loss }) => `${evaluations}: ${(loss?.mean ?? 0).toFixed(3)}`);
  return `<g><title>${escapedHtml(`${label} (${said.join(', ')})`)}</title><path class="band ${hueOf(colour)}" d="M${[...upper, ...lower].join('L')}Z"/><path class="line ${strokeOf(colour)}" d="M${line.join('L')}"/></g>`;
}

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 2.5, 5, 10].find((digit) => digit * power >= step * (1 - 1e-9)) ?? 10);
}
