import { CellKind, PriorQuality, type ComparedCell, type ComparisonResult } from '@rookery/shared-contracts';

const PRIOR: Readonly<Partial<Record<PriorQuality, string>>> = {
  [PriorQuality.GOOD]: 'good ranking',
  [PriorQuality.POOR]: 'poor ranking',
  [PriorQuality.MISLEADING]: 'misleading ranking',
  [PriorQuality.CONSTANT]: 'constant ranking',
};

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
export function cellTitle(
  { kind, label, depth, prior, batch }: ComparedCell,
  { simulated }: ComparisonResult,
): string {
  const mark = !simulated && kind !== CellKind.QUERIES ? 'SIMULATED ' : '';
  const what = kind === CellKind.TRANSFER ? `${mark}stream ${label}` : `${mark}${label}`;
  // Results of former times do not say their batch.
  const batches = batch === 0 || batch === USUAL_BATCH ? '' : `batches of ${batch}`;
  return [what, `k = ${depth}`, PRIOR[prior] ?? '', batches].filter((part) => part !== '').join(', ');
}

/** What is lost in a cell. */
export function lossName({ kind }: ComparedCell): string {
  return kind === CellKind.QUERIES ? '5 minus value' : 'regret';
}
