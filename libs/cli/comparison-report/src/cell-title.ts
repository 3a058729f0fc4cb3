import { CellKind, PriorQuality, type ComparedCell, type ComparisonResult } from '@rookery/shared-contracts';

const PRIOR: Readonly<Partial<Record<PriorQuality, string>>> = {
  [PriorQuality.GOOD]: 'good ranking',
  [PriorQuality.POOR]: 'poor ranking',
  [PriorQuality.MISLEADING]: 'misleading ranking',
};

/** What every rendering begins with. */
export function titleOf({ simulated }: ComparisonResult): string {
  return `${simulated ? 'SIMULATED ' : ''}comparison of planners`;
}

/** A cell in a few words: `pairwise, k = 5, good ranking`. */
export function cellTitle({ kind, label, depth, prior }: ComparedCell): string {
  const what = kind === CellKind.TRANSFER ? `stream ${label}` : label;
  return [what, `k = ${depth}`, PRIOR[prior] ?? ''].filter((part) => part !== '').join(', ');
}

/** What is lost in a cell. */
export function lossName({ kind }: ComparedCell): string {
  return kind === CellKind.QUERIES ? '5 minus value' : 'regret';
}
