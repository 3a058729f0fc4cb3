export { judgeConfig } from './config.ts';
export type { JudgeConfig } from './config.ts';
export { startJudge } from './start-judge.ts';
