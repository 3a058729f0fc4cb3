export { judgeConfig } from './judge-config.ts';
export type { JudgeConfig } from './judge-config.ts';
export { migrateJudge } from './migrate-judge.ts';
export { startJudge } from './start-judge.ts';
export { JUDGE_PLACES } from './places.ts';
export { JUDGE_MIGRATIONS, JUDGE_SCHEMA } from './verdict-store.ts';
