export { judgeConfig } from './judge-config.ts';
export type { JudgeConfig } from './judge-config.ts';
export { startJudge } from './start-judge.ts';
