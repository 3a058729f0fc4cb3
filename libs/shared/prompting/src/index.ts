export { ANSWER_PROMPT_VERSIONS, answerPrompt } from './answer-prompt.ts';
export type { AnswerPrompt } from './answer-prompt.ts';
export { readSection, section } from './section.ts';
export {
  attributeListSection,
  attributeSection,
  readAttributeList,
  readAttributes,
} from './attribute-section.ts';
export { promptLabel } from './prompt.ts';
export type { Prompt, PromptVersion } from './prompt.ts';
