export { createSearch, restoreSearch } from './search.ts';
export type {
  Answer,
  PathEstimate,
  PathStep,
  Problem,
  Question,
  Search,
  SearchProgress,
  TraceEntry,
} from './search.ts';
export type { DrivenSearch, Eventually } from './driven-search.ts';
export { listPlanners } from './planners.ts';
export type { ParameterInfo, PlannerInfo, PresetInfo } from './planners.ts';
export {
  carriedWeights,
  carryAfter,
  finishedSearch,
  fitLibrary,
  priorOf,
  restoreLibraryFit,
} from './library.ts';
export type {
  Carry,
  EffectSharing,
  ExpectedGain,
  Findings,
  FinishedSearch,
  LibraryFit,
  LibraryLesson,
  LibraryReport,
  ModelWeight,
  QueryContext,
} from './library.ts';
export { createWorld, listWorldParameters } from './world.ts';
export type {
  Dimensions,
  ModelSkill,
  PriorQuality,
  World,
  WorldFamily,
  WorldProblem,
  WorldProblemKey,
  WorldSettings,
} from './world.ts';
export { createVectorMatrix } from './nearest.ts';
export type { NearestRow, VectorMatrix } from './nearest.ts';
export { createFreeRun } from './free-run.ts';
export type { FreeRun } from './free-run.ts';
export { checkStream, openArena, playBlock, playStream, summarize } from './comparison.ts';
export type {
  Arena,
  ComparisonBlock,
  ComparisonCell,
  ComparisonSummary,
  SearchCurves,
  StreamCurves,
  SummaryCurves,
  SummaryOrder,
  TransferStream,
} from './comparison.ts';
export { STANDARD_CONCURRENCY, STANDARD_PROBLEM } from './standard-problem.ts';
