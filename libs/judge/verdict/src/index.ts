export { readVerdict } from './read-verdict.ts';
export type { Finish, Reading, ThreeScores, Unreadable } from './reading.ts';
