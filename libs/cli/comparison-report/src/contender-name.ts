import type { ComparedCell, ContenderResult } from '@rookery/shared-contracts';

/** A contender as its row begins: its label, and what befell it in this cell. */
export function contenderName({ label, lost, failedSearches }: ContenderResult): string {
  if (lost !== '') return `${label} (died)`;
  return failedSearches === 0 ? label : `${label} (${failedSearches} failed)`;
}

/** Those that have numbers in a cell: a planner that died before it had played all of it has none. */
export function playedIn({ contenders }: ComparedCell): ContenderResult[] {
  return contenders.filter(({ lost }) => lost === '');
}

/** Evaluations after which the paths of a cell are looked at. */
export function checkpointsOf(cell: ComparedCell): number[] {
  return (playedIn(cell)[0]?.checkpoints ?? []).map(({ evaluations }) => evaluations);
}

/** What befell the contenders of a cell, in sentences; empty where nothing did. */
export function mishapsOf({ contenders }: ComparedCell): string {
  return contenders
    .flatMap(({ label, lost, failedSearches }) => {
      if (lost !== '') return [`${lost}. No numbers here.`];
      if (failedSearches === 0) return [];
      return [
        `${label} failed in ${failedSearches} ${failedSearches === 1 ? 'search' : 'searches'}, counted with the path it had by then.`,
      ];
    })
    .join(' ');
}
