export { labelOf as contenderLabel } from './cells.ts';
export type { ComparisonJob } from './comparison.ts';
export { startComparison } from './compare-planners.ts';
export type { Comparing } from './compare-planners.ts';
export { comparisonQueues, migrateComparisons } from './migrations.ts';
export { openComparisons } from './open-comparisons.ts';
export { SCHEMA as COMPARISON_SCHEMA } from './tables.ts';
export { comparisonPlaces } from './places.ts';
export { QueryContents } from './contents/query-contents.ts';
