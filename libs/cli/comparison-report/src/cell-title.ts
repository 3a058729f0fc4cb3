import { CellKind, PriorQuality, type ComparedCell, type ComparisonResult } from '@rookery/shared-contracts';

const PRIOR: Readonly<Partial<Record<PriorQuality, string>>> = {
  [PriorQuality.GOOD]: 'good ranking',
  [PriorQuality.POOR]: 'poor ranking',
  [PriorQuality.MISLEADING]: 'misleading ranking',
  [PriorQuality.CONSTANT]: 'constant ranking',
};

/** The ranking of a cell in words; empty where nothing is simulated. */
export function priorName({ prior }: ComparedCell): string {
  return PRIOR[prior] ?? '';
}

/** What every rendering begins with. */
export function titleOf({ simulated }: ComparisonResult): string {
  return `${simulated ? 'SIMULATED ' : ''}comparison of planners`;
}

/** The batch that goes without saying. */
const USUAL_BATCH = 8;

/**
 * A cell in a few words: `pairwise, k = 5, good ranking`. Beside cells with real models it says that it is simulated. Batches are
 * named where they are not of eight.
 */
export function cellTitle(cell: ComparedCell, { simulated }: ComparisonResult): string {
  const { kind, label, depth } = cell;
  const mark = !simulated && kind !== CellKind.QUERIES ? 'SIMULATED ' : '';
  const what = kind === CellKind.TRANSFER ? `${mark}stream ${label}` : `${mark}${label}`;
  return [what, `k = ${depth}`, priorName(cell), batchName(cell)].filter((part) => part !== '').join(', ');
}

/** `batches of 32`; empty for the usual ones, and in results of former times, which do not say their batch. */
export function batchName({ batch }: ComparedCell): string {
  return batch === 0 || batch === USUAL_BATCH ? '' : `batches of ${batch}`;
}

/** What is lost in a cell. */
export function lossName({ kind }: ComparedCell): string {
  return kind === CellKind.QUERIES ? '5 minus value' : 'regret';
}
