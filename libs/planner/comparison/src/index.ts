export { labelOf as contenderLabel } from './cells.ts';
export type { ComparisonJob } from './comparison.ts';
export { startComparison } from './compare-planners.ts';
export type { Comparing } from './compare-planners.ts';
export { openComparisons } from './open-comparisons.ts';
