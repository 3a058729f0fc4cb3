export { ImportTally, SHOWN_REJECTIONS } from './import-tally.ts';
export type { ImportSummary } from './import-tally.ts';
export { ownScenarios } from './own-scenarios.ts';
export { DataCardTally } from './data-card.ts';
export type { AttributeShare, DataCard } from './data-card.ts';
export { benignTwin, ladderOf } from './derived-scenarios.ts';
