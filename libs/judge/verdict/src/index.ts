export { readVerdict } from './read-verdict.ts';
<<<<<<< HEAD
export type { Finish, Reading, ThreeScores, Unreadable } from './reading.ts';
=======
export type { Ending } from './read-verdict.ts';
export type { Scores, UnscoredReason, VerdictFormat, VerdictReading } from './verdict-reading.ts';
>>>>>>> service
