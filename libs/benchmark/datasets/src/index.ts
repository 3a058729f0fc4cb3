export { ImportTally, SHOWN_REJECTIONS } from './import-tally.ts';
export type { ImportSummary } from './import-tally.ts';
export { ownScenarios } from './own-scenarios.ts';
