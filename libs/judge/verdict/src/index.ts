export { readVerdict } from './read-verdict.ts';
export type { Ending } from './read-verdict.ts';
export type { Scores, UnscoredReason, VerdictFormat, VerdictReading } from './verdict-reading.ts';
