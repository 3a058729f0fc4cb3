import { clusteredDifference, clusteredShare, type MeanDifference, type Share } from './intervals.ts';

/** The scores of both versions of an answer; undefined where there is none. */
export interface ScoredPair {
  readonly probe: string;
  readonly about: string;
  readonly cluster: string;
  readonly plain: number | undefined;
  readonly changed: number | undefined;
}

/** What one change does to the score. */
export interface BiasFigure {
  readonly probe: string;
  readonly about: string;
  /** Changed minus plain, in points of the mean score 1..5. */
  readonly difference: MeanDifference;
  /** Pairs of which a score is missing. */
  readonly missing: number;
}

/** What a judge prefers when the same two answers are shown in both orders; undefined: it could not be read. */
export interface ComparedPair {
  readonly cluster: string;
  readonly forth: 'first' | 'second' | 'neither' | undefined;
  readonly back: 'first' | 'second' | 'neither' | undefined;
}

/** What the order does. */
export interface PositionFigure {
  /** Of the preferences for one of the two: those for the first; about a half without a bias. */
  readonly first: Share;
  /** Of the pairs: those whose preference turns round with the order. */
  readonly turned: Share;
  readonly neither: number;
  readonly missing: number;
}

/** A figure for each probe, in the order in which they come. */
export function biasFigures(pairs: readonly ScoredPair[]): BiasFigure[] {
  return [...Map.groupBy(pairs, ({ probe }) => probe)].map(([probe, of]) => {
    const whole = of.flatMap(({ cluster, plain, changed }) =>
      plain === undefined || changed === undefined ? [] : [{ cluster, difference: changed - plain }],
    );
    return {
      probe,
      about: of[0]?.about ?? '',
      difference: clusteredDifference(whole),
      missing: of.length - whole.length,
    };
  });
}

export function positionFigure(pairs: readonly ComparedPair[]): PositionFigure {
  const said = pairs.flatMap(({ cluster, forth, back }) =>
    [forth, back].flatMap((preference) => (preference === undefined ? [] : [{ cluster, preference }])),
  );
  const chosen = said.filter(({ preference }) => preference !== 'neither');
  const whole = pairs.filter(({ forth, back }) => forth !== undefined && back !== undefined);
  return {
    first: clusteredShare(
      chosen.map(({ cluster, preference }) => ({ cluster, hit: preference === 'first' })),
    ),
    // The same place in both orders is another answer.
    turned: clusteredShare(
      whole.map(({ cluster, forth, back }) => ({ cluster, hit: forth === back && forth !== 'neither' })),
    ),
    neither: said.length - chosen.length,
    missing: 2 * pairs.length - said.length,
  };
}
