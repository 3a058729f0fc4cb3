<<<<<<< HEAD
export { judgeConfig } from './config.ts';
export type { JudgeConfig } from './config.ts';
=======
export { judgeConfig } from './judge-config.ts';
export type { JudgeConfig } from './judge-config.ts';
>>>>>>> service
export { startJudge } from './start-judge.ts';
