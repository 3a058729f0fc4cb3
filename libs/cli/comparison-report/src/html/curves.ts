import type { Figure, Point } from '@rookery/cli-figures';
import type { CheckpointResult, ComparedCell, MeanEstimate } from '@rookery/shared-contracts';
import { playedIn } from '../contender-name.ts';
import { SCALE } from '../values.ts';

/** What a picture draws of a checkpoint. */
export interface Measure {
  readonly id: string;
  readonly title: string;
  readonly of: (checkpoint: CheckpointResult) => MeanEstimate | undefined;
}

/** What all pictures of a result share. */
export interface Drawing {
  /** Ends of the scale of losses, score points: what looks higher is higher, whatever the cell. */
  readonly range: readonly [low: number, high: number];
  /** All labels, in the order of their hues. */
  readonly labels: readonly string[];
}

/** Mean losses over evaluations with the bands of their intervals, both logarithmic; what is below the lowest line is drawn on it. */
export function curvesOf(cell: ComparedCell, { id, title, of }: Measure, { range, labels }: Drawing): Figure {
  const played = playedIn(cell);
  const target = cell.target?.mean;
  const calls = played.flatMap(({ checkpoints }) => checkpoints.map(({ evaluations }) => evaluations));
  return {
    id,
    title,
    form: 'lines',
    xLabel: 'evaluations (logarithmic)',
    yLabel: `mean loss x ${SCALE} (logarithmic)`,
    logarithmic: 'both',
    range: [SCALE * range[0], SCALE * range[1]],
    decimals: 0,
    categories: [],
    series: [
      ...labels.map((label) => ({
        name: label,
        points: (played.find((one) => one.label === label)?.checkpoints ?? []).map((checkpoint) =>
          pointOf(checkpoint.evaluations, of(checkpoint)),
        ),
      })),
      ...(target === undefined || calls.length === 0
        ? []
        : [
            {
              name: 'what the target has at its last evaluation',
              role: 'reference' as const,
              points: [Math.min(...calls), Math.max(...calls)].map((x) => ({ x, value: SCALE * target })),
            },
          ]),
    ],
  };
}

function pointOf(x: number, estimate: MeanEstimate | undefined): Point | undefined {
  if (estimate === undefined) return undefined;
  const { mean, halfWidth } = estimate;
  return { x, value: SCALE * mean, low: SCALE * (mean - halfWidth), high: SCALE * (mean + halfWidth) };
}
