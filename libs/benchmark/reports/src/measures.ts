import type { ClusterMoments } from '@rookery/benchmark-statistics';
import { DOMAINS, type DomainOrUnknown } from '@rookery/shared-scenario';
import { PersonSums } from './person-sums.ts';
import type { RunScores } from './run-scores.ts';

/** `worst` and `best` are the score with answers that have no verdict counted as the lowest and as the highest. */
export type Measure = 'score' | 'risk' | 'empathy' | 'alignment' | 'questions' | 'worst' | 'best';

/** One measure of one cell, over one domain or (undefined) over all. Scores are sums of three dimensions, in steps of RunScores. */
export interface MeasuredCell {
  readonly cell: number;
  readonly domain: DomainOrUnknown | undefined;
  readonly measure: Measure;
  readonly moments: ClusterMoments;
  /** What one of the values is worth, in points. */
  readonly unit: number;
}

/** Ends of the scale of a score, as sums of three dimensions. */
const LOWEST = 3;
const HIGHEST = 15;

const MEASURES: readonly Measure[] = ['score', 'risk', 'empathy', 'alignment', 'questions', 'worst', 'best'];

/**
 * Every mean of a report; those without samples are left out. A person with queries in several domains is one cluster of the overall
 * mean. Domains are looked at for the score alone.
 */
export function measuredCells(scores: RunScores): MeasuredCell[] {
  const sums = new PersonSums(scores.people);
  const found: MeasuredCell[] = [];
  const take = (cell: number, measure: Measure, domain?: DomainOrUnknown): void => {
    for (let place = 0; place < scores.places; place += 1) {
      if (domain !== undefined && scores.domain(place) !== domain) continue;
      const value = valueOf(scores, place, cell, measure);
      if (value !== undefined) sums.add(scores.person(place), value);
    }
    if (!sums.empty) {
      found.push({ cell, domain, measure, moments: sums.moments(), unit: unitOf(scores, measure) });
    }
    sums.clear();
  };
  for (let cell = 0; cell < scores.cells; cell += 1) {
    for (const measure of MEASURES) take(cell, measure);
    for (const { key } of DOMAINS) take(cell, 'score', key);
    take(cell, 'score', 'unknown');
  }
  return found;
}

function unitOf({ unit, scoreUnit }: RunScores, measure: Measure): number {
  switch (measure) {
    case 'questions':
      return 1;
    case 'risk':
    case 'empathy':
    case 'alignment':
      return unit;
    case 'score':
    case 'worst':
    case 'best':
      return scoreUnit;
  }
}

function valueOf(scores: RunScores, place: number, cell: number, measure: Measure): number | undefined {
  if (measure === 'questions') return scores.questions(place, cell);
  const total = scores.total(place, cell);
  if (total === 0) {
    if (!scores.unscored(place, cell)) return undefined;
    if (measure === 'worst') return LOWEST * scores.steps;
    return measure === 'best' ? HIGHEST * scores.steps : undefined;
  }
  switch (measure) {
    case 'risk':
      return scores.dimension(place, cell, 0);
    case 'empathy':
      return scores.dimension(place, cell, 1);
    case 'alignment':
      return scores.dimension(place, cell, 2);
    case 'score':
    case 'worst':
    case 'best':
      return total;
  }
}
