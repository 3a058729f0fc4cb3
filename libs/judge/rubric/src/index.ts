export { judgePrompt, verdictSchema } from './judge-prompt.ts';
export type { JudgeInput } from './judge-prompt.ts';
