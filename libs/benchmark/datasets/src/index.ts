export { ImportTally, SHOWN_REJECTIONS } from './import-tally.ts';
export type { ImportSummary } from './import-tally.ts';
export { ownScenarios } from './own-scenarios.ts';
export type { RowRejection } from './rejection.ts';
export { toScenario } from './to-scenario.ts';
export type { RowColumns, RowOutcome } from './to-scenario.ts';
