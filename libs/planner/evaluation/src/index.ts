export { driveSearch } from './drive-search.ts';
export type { DriveOptions, SearchEvent, SearchReport, SearchResult } from './drive-search.ts';
export type { Evaluator } from './evaluator.ts';
export { modelEvaluator } from './model-evaluator.ts';
export type { EvaluationTask, JudgeAnswer } from './model-evaluator.ts';
export { rankingWeights } from './ranking-weights.ts';
export { stopping } from './stopping.ts';
