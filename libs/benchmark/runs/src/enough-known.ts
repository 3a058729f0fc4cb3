import { ConfidenceSequence, type Interval } from '@rookery/benchmark-statistics';
import {
  modelComparisons,
  statusComparisons,
  type Comparison,
  type Treatment,
  type Until,
} from '@rookery/benchmark-samples';
import type { RunSettings } from '@rookery/benchmark-samples';
import type { PersonScore } from '@rookery/benchmark-storage';

const ALPHA = 0.05;
const [LOWEST, HIGHEST] = [1, 5];

/**
 * Whether a run knows enough, by confidence sequences over people that hold together at every moment (the chance of a miss is shared
 * out between them). Looked at anew each time: the same people in the same order give the same answer.
 * @param people in an order that no score has a say in
 * @returns the words for it; undefined: not yet
 */
export function enoughKnown(
  until: Until,
  settings: Pick<RunSettings, 'models' | 'statuses'>,
  people: readonly PersonScore[],
): string | undefined {
  return until.kind === 'interval'
    ? meansKnown(until.halfWidth, settings, people)
    : differencesKnown(until.margin, settings, people);
}

function meansKnown(
  halfWidth: number,
  { models, statuses }: Pick<RunSettings, 'models' | 'statuses'>,
  people: readonly PersonScore[],
): string | undefined {
  const treatments = models.flatMap((model) => statuses.map((status): Treatment => ({ model, status })));
  const alpha = ALPHA / treatments.length;
  for (const { model, status } of treatments) {
    const sequence = new ConfidenceSequence({ low: LOWEST, high: HIGHEST, alpha });
    for (const one of people) if (one.model === model && one.status === status) sequence.add(one.score);
    if (halfOf(sequence.interval) > halfWidth) return undefined;
  }
  return `every mean is known to ${halfWidth} points either way`;
}

function differencesKnown(
  margin: number,
  settings: Pick<RunSettings, 'models' | 'statuses'>,
  people: readonly PersonScore[],
): string | undefined {
  const comparisons = [...statusComparisons(settings), ...modelComparisons(settings)];
  if (comparisons.length === 0) return undefined;
  const scores = Map.groupBy(people, ({ person }) => person);
  const words: string[] = [];
  for (const comparison of comparisons) {
    const sequence = new ConfidenceSequence({
      low: LOWEST - HIGHEST,
      high: HIGHEST - LOWEST,
      alpha: ALPHA / comparisons.length,
    });
    for (const own of scores.values()) {
      const [from, to] = [scoreOf(own, comparison.from), scoreOf(own, comparison.to)];
      if (from !== undefined && to !== undefined) sequence.add(to - from);
    }
    const verdict = sequence.verdict(margin);
    if (verdict === 'undecided') return undefined;
    words.push(`${nameOf(comparison)} is ${WORDS[verdict]}`);
  }
  return words.join('; ');
}

const WORDS = {
  better: 'better',
  worse: 'worse',
  'practically-the-same': 'practically the same',
} as const;

function nameOf({ from, to }: Comparison): string {
  return `${to.model} ${to.status} beside ${from.model} ${from.status}`;
}

function scoreOf(own: readonly PersonScore[], { model, status }: Treatment): number | undefined {
  return own.find((one) => one.model === model && one.status === status)?.score;
}

function halfOf({ low, high }: Interval): number {
  return (high - low) / 2;
}
