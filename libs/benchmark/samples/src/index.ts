export {
  callsOfEachJudge,
  hasGivenAnswers,
  hasLimit,
  JUDGE_PROTOCOLS,
  judgesOf,
  PANEL_AGGREGATIONS,
  FIRST_PATH_USE,
  RUN_DEFAULTS,
} from './run-settings.ts';
export type {
  Disclosure,
  JudgePanel,
  JudgeProtocol,
  RunSettings,
  ScenarioSelection,
  Until,
} from './run-settings.ts';
export { disclosedPart } from './disclosed.ts';
export { cellAt, runShape, sampleCount, scenarioPositions } from './samples.ts';
export type { RunShape, SampleCell } from './samples.ts';
export { chunksOf } from './chunks.ts';
export type { Chunk } from './chunks.ts';
export { asksFirst } from './statuses.ts';
export { reasonOfAnswer, reasonOfVerdict, RESULT_REASONS, UNHEARD } from './result-reason.ts';
export type { ResultReason } from './result-reason.ts';
export { sampleSeed } from './sample-seed.ts';
export { estimateRun, samplePrice } from './estimate.ts';
export type { ModelPrice, RunForecast, ScenarioLengths } from './estimate.ts';
export { cellOf, modelComparisons, MOST_COMPARED_MODELS, statusComparisons } from './comparisons.ts';
export type { Comparison, Treatment, Treatments } from './comparisons.ts';
