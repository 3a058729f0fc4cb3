import { escapedHtml } from '@rookery/cli-rendering';
import type {
  CheckpointResult,
  ComparedCell,
  ContenderResult,
  MeanEstimate,
} from '@rookery/shared-contracts';
import { callScale, px } from '../call-scale.ts';
import { checkpointsOf, playedIn } from '../contender-name.ts';
import { hueOf, strokeOf } from '../svg-style.ts';
import { SCALE, thousandths } from '../values.ts';
import type { LossScale } from './loss-scale.ts';

const SIZE = { width: 400, height: 256 };
const PLOT = { left: 46, right: 12, top: 26, bottom: 38 };

/** What a picture draws of a checkpoint. */
export interface Measure {
  readonly title: string;
  readonly of: (checkpoint: CheckpointResult) => MeanEstimate | undefined;
}

/** What all pictures of a page share. */
export interface Drawing {
  readonly scale: LossScale;
  /** All labels, in the order of their hues. */
  readonly labels: readonly string[];
}

/** Mean losses over evaluations with the bands of their intervals, on the page's one scale. */
export function curvesOf(cell: ComparedCell, { title, of }: Measure, { scale, labels }: Drawing): string {
  const calls = checkpointsOf(cell);
  const [left, right] = [PLOT.left, SIZE.width - PLOT.right];
  const bottom = SIZE.height - PLOT.bottom;
  const x = callScale(calls, left + 8, right - 8);
  const y = (loss: number): number => bottom - (bottom - PLOT.top) * scale.place(loss);
  const grid = scale.ticks.map(
    (tick) =>
      `<path class="grid" d="M${left} ${px(y(tick))}H${right}"/>` +
      `<text class="tick" text-anchor="end" x="${left - 6}" y="${px(y(tick) + 4)}">${Math.round(SCALE * tick)}</text>`,
  );
  const below = calls.map(
    (call) => `<text class="tick" text-anchor="middle" x="${px(x(call))}" y="${bottom + 15}">${call}</text>`,
  );
  const curves = playedIn(cell).map((contender) =>
    curve(contender, {
      points: contender.checkpoints.flatMap((checkpoint) => {
        const estimate = of(checkpoint);
        return estimate === undefined ? [] : [{ call: checkpoint.evaluations, ...estimate }];
      }),
      colour: labels.indexOf(contender.label),
      isBaseline: contender.label === cell.baseline,
      x,
      y,
    }),
  );
  return [
    `<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escapedHtml(title)}">`,
    `<text class="name" x="${left}" y="15">${escapedHtml(title)}</text>`,
    ...grid,
    ...below,
    `<text class="tick" text-anchor="middle" x="${(left + right) / 2}" y="${bottom + 31}">evaluations (logarithmic)</text>`,
    ...curves,
    '</svg>',
  ].join('');
}

interface Curve {
  readonly points: readonly (MeanEstimate & { readonly call: number })[];
  readonly colour: number;
  readonly isBaseline: boolean;
  readonly x: (call: number) => number;
  readonly y: (loss: number) => number;
}

function curve({ label }: ContenderResult, { points, colour, isBaseline, x, y }: Curve): string {
  const at = (call: number, loss: number): string => `${px(x(call))} ${px(y(loss))}`;
  const upper = points.map(({ call, mean, halfWidth }) => at(call, mean + halfWidth));
  const lower = points.map(({ call, mean, halfWidth }) => at(call, mean - halfWidth)).reverse();
  const line = points.map(({ call, mean }) => at(call, mean));
  const said = points.map((point) => `${point.call}: ${thousandths(point)}`).join(', ');
  if (line.length === 0) return '';
  return (
    `<g data-planner="${escapedHtml(label)}"><title>${escapedHtml(`${label} (${said})`)}</title>` +
    `<path class="band ${hueOf(colour)}" d="M${[...upper, ...lower].join('L')}Z"/>` +
    `<path class="line ${strokeOf(colour)}${isBaseline ? ' subject' : ''}" d="M${line.join('L')}"/></g>`
  );
}

/** What stands for whom in all pictures. */
export function keyOf(labels: readonly string[]): string {
  const entries = labels.map(
    (label, index) =>
      `<li data-planner="${escapedHtml(label)}"><svg viewBox="0 0 28 10" width="28" height="10" aria-hidden="true">` +
      `<path class="line ${strokeOf(index)}" d="M1 5H27"/></svg> ${escapedHtml(label)}</li>`,
  );
  return `<ul class="key">${entries.join('')}</ul>`;
}
