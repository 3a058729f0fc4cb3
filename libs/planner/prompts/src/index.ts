export { abstainScalePrompt, abstainScaleSchema, readCompleteness } from './abstain-scale.ts';
export type { AbstainInput } from './abstain-scale.ts';
export { acquirePrompt, acquireSchema, readAcquire } from './acquire.ts';
export type { AcquireAnswer, AcquireInput } from './acquire.ts';
export type { ExamplePath } from './example-paths.ts';
export { priorPrompt, priorSchema, readRanking } from './prior.ts';
export type { PriorInput } from './prior.ts';
export type { Reading, UnreadableReason } from './reading.ts';
