export { readAnswers } from './read-answers.ts';
export type { AnswersReading, ReadAnswer } from './read-answers.ts';
export { readChoice } from './read-choice.ts';
export type { ChoiceReading, ReadChoice } from './read-choice.ts';
export { readDimension, readVerdict } from './read-verdict.ts';
export type { Ending } from './read-verdict.ts';
export type {
  DimensionReading,
  Justifications,
  Scores,
  UnscoredReason,
  VerdictFormat,
  VerdictReading,
} from './verdict-reading.ts';
