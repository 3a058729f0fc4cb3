export { ANSWER_PROMPT_VERSIONS, answerPrompt } from './answer-prompt.ts';
export type { AnswerPrompt } from './answer-prompt.ts';
