export { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
export type { AnswerState, BenchmarkTables, OutcomeState, RunFactKind } from './tables.ts';
export { usageColumns, usageIn } from './usage-columns.ts';
export { DataSetStore } from './data-set-store.ts';
export type { DataVersion } from './data-version.ts';
export type { DataSetRecord } from './data-set-store.ts';
export { eraseOrphans } from './erase-scenarios.ts';
export { GivenAnswerStore } from './given-answer-store.ts';
export type { AnswersOfModel, GivenAnswerRow } from './given-answer-store.ts';
export { ScenarioStore } from './scenario-store.ts';
export { chooseScenarios } from './choose-scenarios.ts';
export type { Choice } from './choose-scenarios.ts';
export type { ChosenScenario } from './scenario-store.ts';
export type { RunProgress, RunRecord } from './run-record.ts';
export { RunStore } from './run-store.ts';
export type { OutcomeCount, PersonScore, RunContent } from './run-store.ts';
export { STORED_PLACEMENT, type StoredPlacement } from './stored-placement.ts';
export { STORED_SENT } from './stored-sent.ts';
export { STORED_SETTINGS } from './stored-settings.ts';
export { ChunkStore } from './chunk-store.ts';
export type { PendingSample, SampleRange, SampleScenario, StoredAnswer } from './chunk-store.ts';
export { ResultWriter } from './result-writer.ts';
export type { ResultWriterOptions } from './result-writer.ts';
export type { RunFact, SampleOutcome, SampleScores } from './result-rows.ts';
export { knownScenarios, type KnownScenarios } from './people/known-scenarios.ts';
export { benchmarkPlaces } from './people/places.ts';
export { Contents, hex } from './contents/contents.ts';
export { rowRefers } from './contents/referral.ts';
export { sealedBenchmark } from './contents/sealed-benchmark.ts';
export {
  madeScenario,
  openedPerson,
  openedQuery,
  openedVector,
  personColumns,
  personKeyId,
  queryColumns,
} from './contents/synthesis-columns.ts';
export { RatingStore } from './rating-store.ts';
export type {
  BlindItem,
  DrawRecord,
  DrawSettings,
  JudgedAnswer,
  RatedAnswer,
  RatedScores,
  RatingRecord,
  StoredRating,
} from './rating-store.ts';
export { ResultStore } from './result-store.ts';
export type { ResultOrder, ResultRecord, ResultSelection } from './result-store.ts';
