export { hasLimit, RUN_DEFAULTS } from './run-settings.ts';
export type { RunSettings, ScenarioSelection } from './run-settings.ts';
export { cellAt, planShape, sampleCount, scenarioPositions } from './samples.ts';
export type { PlanShape, SampleCell } from './samples.ts';
export { chunksOf } from './chunks.ts';
export type { Chunk } from './chunks.ts';
export { sampleSeed } from './sample-seed.ts';
export { estimateRun, samplePrice } from './estimate.ts';
export type { ModelPrice, RunForecast, ScenarioLengths } from './estimate.ts';
